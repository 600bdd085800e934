import { Injectable, Logger } from '@nestjs/common';
import type { Request } from 'express';
import { ChatList } from '../chats/chat-list.js';
import type { Actor } from '../access/actor.js';
import type { ChatRow } from '../shared/payloads.js';

export interface RowView extends ChatRow {
  /** read, sent, or empty where the last message is somebody else's. */
  state: string;
}

export interface SidebarView {
  rows: RowView[];
  next: string | null;
  unread: number;
  any: boolean;
  onlyUnread: boolean;
  failed: boolean;
}

const SHOWN = 200;
const NONE: SidebarView = { rows: [], next: null, unread: 0, any: false, onlyUnread: false, failed: true };

/** The conversations beside every page, read once for each request. */
@Injectable()
export class Sidebars {
  private readonly logger = new Logger(Sidebars.name);
  private readonly known = new WeakMap<Request, Promise<SidebarView>>();

  constructor(private readonly chats: ChatList) {}

  of(request: Request, actor: Actor): Promise<SidebarView> {
    let view = this.known.get(request);
    if (!view) this.known.set(request, (view = this.load(request, actor)));
    return view;
  }

  /** The pane is worth showing even where its sidebar cannot be read. */
  private async load(request: Request, actor: Actor): Promise<SidebarView> {
    const { from, show } = request.query;
    const cursor = typeof from === 'string' && /^[\d.]{1,30}$/.test(from) ? from : undefined;
    try {
      const { rows, next } = await this.chats.of(actor, { limit: SHOWN, cursor });
      return present(actor, rows, { next, onlyUnread: show === 'unread' });
    } catch (error) {
      this.logger.error({ err: error }, 'The list of chats could not be read');
      return NONE;
    }
  }
}

function present(actor: Actor, all: ChatRow[], rest: Pick<SidebarView, 'next' | 'onlyUnread'>): SidebarView {
  const rows = rest.onlyUnread ? all.filter(({ unread }) => unread) : all;
  return {
    ...rest,
    rows: rows.map((row) => rowView(actor, row)),
    unread: all.reduce((sum, { unread }) => sum + unread, 0),
    any: all.length > 0,
    failed: false,
  };
}

export const rowView = (actor: Actor, row: ChatRow): RowView => ({
  ...row,
  state: row.last_sender !== actor.id ? '' : row.last_read ? 'read' : 'sent',
});
