import { Body, Controller, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { ChatId } from '../../contract/id-param.js';
import { parse } from '../../contract/parsed.js';
import { invalidInput, notFound } from '../../errors/app-error.js';
import { GroupsService } from '../../groups/groups.service.js';
import { JoinCodesService } from '../../groups/joining/join-codes.service.js';
import { NewCode } from '../../groups/joining/joining.dto.js';
import { MembersService } from '../../groups/members.service.js';
import { UsersService } from '../../users/users.service.js';
import { PageForm } from '../page.decorator.js';
import { Administration } from './administration.js';

type Fields = Record<string, unknown>;

/** How one gets in by code, and how one gets out. */
@Controller('group-web/:chatId')
export class GroupDoorsPage {
  constructor(
    private readonly administration: Administration,
    private readonly groups: GroupsService,
    private readonly members: MembersService,
    private readonly users: UsersService,
    private readonly codes: JoinCodesService,
  ) {}

  @Post('code')
  @PageForm('Make a new join code', { expires_in: '604800', max_uses: '25' })
  renew(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @Body() body: Fields = {},
    @Res() response: Response,
  ): Promise<void> {
    const terms = { expires_in: numberIn(body.expires_in), max_uses: numberIn(body.max_uses) };
    const act = async () => this.codes.renew(actor, groupId, parse(NewCode, terms));
    return this.administration.attempt(actor, response, { groupId, at: 'code', act });
  }

  @Post('code/close')
  @PageForm('Close joining by code')
  close(@CurrentActor() actor: Actor, @ChatId() groupId: number, @Res() response: Response): Promise<void> {
    const act = () => this.codes.close(actor, groupId);
    return this.administration.attempt(actor, response, { groupId, at: 'code', saved: 'closed', act });
  }

  @Post('hand-over')
  @PageForm('Pass a group on', { username: 'bob' })
  handOver(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @Body('username') username: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () => {
      const heir = typeof username === 'string' ? await this.users.findByUsername(actor, username) : null;
      if (!heir) throw notFound('member');
      if (heir.id === actor.id) throw invalidInput({ username: ['That is you. Name another member.'] });
      await this.members.setRole(actor, groupId, heir.id, 'owner');
    };
    return this.administration.attempt(actor, response, { groupId, at: 'leaving', saved: 'members', act });
  }

  @Post('leave')
  @PageForm('Leave a group')
  leave(@CurrentActor() actor: Actor, @ChatId() groupId: number, @Res() response: Response): Promise<void> {
    const act = () => this.members.leave(actor, groupId);
    return this.administration.attempt(actor, response, { groupId, at: 'leaving', to: '/home/?saved=left', act });
  }

  @Post('delete')
  @PageForm('Delete a group', { sure: 'on' })
  delete(
    @CurrentActor() actor: Actor,
    @ChatId() groupId: number,
    @Body('sure') sure: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () => {
      if (sure !== 'on') throw invalidInput({ sure: ['Say that you are sure: tick the box above the button.'] });
      await this.groups.end(actor, groupId);
    };
    return this.administration.attempt(actor, response, { groupId, at: 'leaving', to: '/home/?saved=deleted', act });
  }
}

/** What was left out of a form is not sent to the service; what is no number is refused there. */
const numberIn = (text: unknown): unknown => (text === '' || text === undefined ? undefined : Number(text));
