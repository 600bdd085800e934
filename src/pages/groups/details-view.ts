import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { ChatFinder } from '../../chats/chat-finder.js';
import { JoinCodesService } from '../../groups/joining/join-codes.service.js';
import { MemberList } from '../../groups/member-list.js';
import { ServerMemberList } from '../../servers/server-services.js';
import type { Member } from '../../shared/group-payloads.js';
import { moment } from '../../shared/time-words.js';
import { groupView, memberView } from './group-view.js';
import { inviteView } from './invite-view.js';

const TABS = ['members', 'settings'];
const SHOWN = 50;

/** The panel beside a conversation, where the address asks for it. */
@Injectable()
export class DetailsView {
  constructor(
    private readonly chats: ChatFinder,
    private readonly members: MemberList,
    private readonly codes: JoinCodesService,
    private readonly serverMembers: ServerMemberList,
  ) {}

  async of(actor: Actor, chatId: number, asked: unknown, zone = 'UTC'): Promise<object | null> {
    const tab = TABS.find((name) => name === asked);
    if (!tab) return null;
    const chat = await this.chats.membershipOf(actor, chatId);
    const muted = mutedWords(chat.muted_until, zone);
    if (chat.channel) return this.ofChannel(actor, chat.channel.server_id, { tab, muted });
    if (!chat.group) return { tab: 'settings', muted };
    const group = groupView({ ...chat, group: chat.group });
    const shown = { ...group, tab, muted, at: `/group-web/${chatId}` };
    return tab === 'members' ? { ...shown, ...(await this.membersIn(actor, group, zone)) } : shown;
  }

  /** Its members are those of its server. */
  private async ofChannel(actor: Actor, serverId: number, shown: { tab: string; muted: string }): Promise<object> {
    if (shown.tab !== 'members') return shown;
    const page = await this.serverMembers.of(actor, serverId, { limit: SHOWN });
    const me = ({ user_id }: Member) => user_id === actor.id;
    return {
      ...shown,
      members: page.results.map((member) => ({ ...member, me: me(member) })),
      more: page.next !== null,
    };
  }

  private async membersIn(actor: Actor, { id, role, administers }: ReturnType<typeof groupView>, zone: string) {
    const [page, code] = await Promise.all([
      this.members.of(actor, id, { limit: SHOWN }),
      administers ? this.codes.show(actor, id) : null,
    ]);
    return {
      members: page.results.map(memberView(actor, role)),
      more: page.next !== null,
      invite: code && inviteView(code, zone),
    };
  }
}

function mutedWords(until: string | null, zone: string): string {
  if (until === null) return '';
  if (until === 'always') return 'Notifications are off until you switch them on again.';
  return `Notifications are off until ${moment(new Date(until), new Date(), zone)}.`;
}
