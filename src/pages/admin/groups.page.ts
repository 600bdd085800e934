import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { ForSiteAdmins } from '../../access/site-admins.js';
import { Audit } from '../../admin/audit.js';
import { GroupsAdministration } from '../../admin/groups-administration.js';
import { operatorOf } from '../../admin/operator.js';
import { numberIn } from '../../admin/page.js';
import { idOf } from '../../contract/id-param.js';
import { AdminForm, AdminPage } from '../page.decorator.js';
import { attempt, demandSure, saidOf, textOf } from './admin-forms.js';

@Controller('admin/groups')
@ForSiteAdmins()
export class AdminGroupsPage {
  constructor(
    private readonly groups: GroupsAdministration,
    private readonly audit: Audit,
  ) {}

  @Get()
  @AdminPage('groups')
  async list(@Query() query: Record<string, unknown>, @Res() response: Response): Promise<void> {
    const q = textOf(query.q).replaceAll('\0', '').trim();
    const page = await this.groups.list(q, numberIn(query.before));
    response.render('admin/groups', { here: 'groups', ...page, q, said: saidOf(query.said) });
  }

  @Get(':groupId')
  @AdminPage('a group')
  show(@Param('groupId', idOf('group')) groupId: number, @Res() response: Response): Promise<void> {
    return this.render(response, groupId, {});
  }

  @Post(':groupId/end')
  @AdminForm('end a group', { sure: 'on' })
  end(
    @CurrentActor() actor: Actor,
    @Param('groupId', idOf('group')) groupId: number,
    @Body('sure') sure: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () => {
      demandSure(sure);
      await this.groups.end(operatorOf(actor, request.ip), groupId);
    };
    const again = (failure: object) => this.render(response, groupId, failure);
    return attempt(response, { act, to: '/admin/groups/', said: 'ended', again });
  }

  private async render(response: Response, groupId: number, more: object): Promise<void> {
    const [group, acts] = await Promise.all([
      this.groups.groupOf(groupId),
      this.audit.list(null, { about: 'group', id: groupId }),
    ]);
    response.render('admin/group', { here: 'groups', group, acts: acts.rows, ...more });
  }
}
