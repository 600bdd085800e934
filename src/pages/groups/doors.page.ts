import { Body, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { parse } from '../../contract/parsed.js';
import { PlaceId } from '../../contract/place-id.js';
import { invalidInput, notFound } from '../../errors/app-error.js';
import type { GroupsService } from '../../groups/groups.service.js';
import type { JoinCodesService } from '../../groups/joining/join-codes.service.js';
import { NewCode } from '../../groups/joining/joining.dto.js';
import type { MembersService } from '../../groups/members.service.js';
import type { UsersService } from '../../users/users.service.js';
import { PageForm } from '../page.decorator.js';
import type { Administration } from './administration.js';

type Fields = Record<string, unknown>;

/** How one gets into a group or server by code, and how one gets out. */
export abstract class DoorsPage {
  constructor(
    private readonly administration: Administration,
    private readonly groups: GroupsService,
    private readonly members: MembersService,
    private readonly codes: JoinCodesService,
    private readonly users: UsersService,
  ) {}

  @Post('code')
  @PageForm('Make a new join code', { expires_in: '604800', max_uses: '25' })
  renew(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @Body() body: Fields = {},
    @Res() response: Response,
  ): Promise<void> {
    const terms = { expires_in: numberIn(body.expires_in), max_uses: numberIn(body.max_uses) };
    const act = async () => this.codes.renew(actor, placeId, parse(NewCode, terms));
    return this.administration.attempt(actor, response, { placeId, at: 'code', act });
  }

  @Post('code/close')
  @PageForm('Close joining by code')
  close(@CurrentActor() actor: Actor, @PlaceId() placeId: number, @Res() response: Response): Promise<void> {
    const act = () => this.codes.close(actor, placeId);
    return this.administration.attempt(actor, response, { placeId, at: 'code', saved: 'closed', act });
  }

  @Post('hand-over')
  @PageForm('Pass it on to another member', { username: 'bob' })
  handOver(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @Body('username') username: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () => {
      const heir = typeof username === 'string' ? await this.users.findByUsername(actor, username) : null;
      if (!heir) throw notFound('member');
      if (heir.id === actor.id) throw invalidInput({ username: ['That is you. Name another member.'] });
      await this.members.setRole(actor, placeId, heir.id, 'owner');
    };
    return this.administration.attempt(actor, response, { placeId, at: 'leaving', saved: 'members', act });
  }

  @Post('leave')
  @PageForm('Leave')
  leave(@CurrentActor() actor: Actor, @PlaceId() placeId: number, @Res() response: Response): Promise<void> {
    const act = () => this.members.leave(actor, placeId);
    const to = this.administration.homeAfter('left');
    return this.administration.attempt(actor, response, { placeId, at: 'leaving', to, act });
  }

  @Post('delete')
  @PageForm('Delete it for everybody', { sure: 'on' })
  delete(
    @CurrentActor() actor: Actor,
    @PlaceId() placeId: number,
    @Body('sure') sure: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () => {
      if (sure !== 'on') throw invalidInput({ sure: ['Say that you are sure: tick the box above the button.'] });
      await this.groups.end(actor, placeId);
    };
    const to = this.administration.homeAfter('deleted');
    return this.administration.attempt(actor, response, { placeId, at: 'leaving', to, act });
  }
}

/** What was left out of a form is not sent to the service; what is no number is refused there. */
const numberIn = (text: unknown): unknown => (text === '' || text === undefined ? undefined : Number(text));
