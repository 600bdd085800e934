import {
  Body,
  Controller,
  Get,
  NotFoundException,
  Param,
  type PipeTransform,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { ForSiteAdmins } from '../../access/site-admins.js';
import { AccountRemoval } from '../../admin/account-removal.js';
import { AccountsAdministration } from '../../admin/accounts-administration.js';
import { Audit } from '../../admin/audit.js';
import { operatorOf } from '../../admin/operator.js';
import { PeopleDirectory, WHICH, type Which } from '../../admin/people-directory.js';
import { ReportsService } from '../../admin/reports.service.js';
import { idOf } from '../../contract/id-param.js';
import { AdminForm, AdminPage } from '../page.decorator.js';
import { attempt, demandSure, saidOf, textOf } from './admin-forms.js';

const REPORTS_SHOWN = 20;
const LONGEST = 100;

/** What is done to a person by a form of theirs, and what it says afterwards. */
type Acts = Record<string, { said: string; act: (accounts: AccountsAdministration, ...who: Who) => Promise<unknown> }>;
type Who = Parameters<AccountsAdministration['disable']>;

const ACTS: Acts = {
  disable: { said: 'disabled', act: (accounts, ...who) => accounts.disable(...who) },
  enable: { said: 'enabled', act: (accounts, ...who) => accounts.enable(...who) },
  'sign-out': { said: 'signed-out', act: (accounts, ...who) => accounts.signOutEverywhere(...who) },
  promote: { said: 'made-administrator', act: (accounts, ...who) => accounts.setRights(...who, true) },
  demote: { said: 'no-administrator', act: (accounts, ...who) => accounts.setRights(...who, false) },
};

const actIn = (): PipeTransform<unknown, Acts[string]> => ({
  transform(name) {
    const act = typeof name === 'string' && Object.hasOwn(ACTS, name) ? ACTS[name] : undefined;
    if (!act) throw new NotFoundException();
    return act;
  },
});

@Controller('admin/people')
@ForSiteAdmins()
export class AdminPeoplePage {
  constructor(
    private readonly people: PeopleDirectory,
    private readonly accounts: AccountsAdministration,
    private readonly removal: AccountRemoval,
    private readonly reports: ReportsService,
    private readonly audit: Audit,
  ) {}

  @Get()
  @AdminPage('people')
  async list(@Query() query: Record<string, unknown>, @Res() response: Response): Promise<void> {
    const show = textOf(query.show);
    const which: Which = Object.hasOwn(WHICH, show) ? (show as Which) : 'all';
    const q = textOf(query.q).replaceAll('\0', '').trim();
    const after = textOf(query.after).replaceAll('\0', '').slice(0, LONGEST);
    const page = await this.people.list(which, q, after);
    response.render('admin/people', { here: 'people', ...page, q, show: which, said: saidOf(query.said) });
  }

  @Get(':userId')
  @AdminPage('a person')
  show(
    @CurrentActor() actor: Actor,
    @Param('userId', idOf('person')) userId: number,
    @Query('said') said: unknown,
    @Res() response: Response,
  ): Promise<void> {
    return this.render(actor, response, userId, { said: saidOf(said) });
  }

  @Post(':userId/delete')
  @AdminForm('delete an account', { sure: 'on' })
  delete(
    @CurrentActor() actor: Actor,
    @Param('userId', idOf('person')) userId: number,
    @Body('sure') sure: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () => {
      demandSure(sure);
      await this.removal.remove(operatorOf(actor, request.ip), userId);
    };
    const again = (failure: object) => this.render(actor, response, userId, failure);
    return attempt(response, { act, to: '/admin/people/', said: 'deleted', again });
  }

  @Post(':userId/:act')
  @AdminForm('disable, enable, sign out everywhere, promote or demote', {})
  change(
    @CurrentActor() actor: Actor,
    @Param('userId', idOf('person')) userId: number,
    @Param('act', actIn()) { act, said }: Acts[string],
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const again = (failure: object) => this.render(actor, response, userId, failure);
    const done = () => act(this.accounts, operatorOf(actor, request.ip), userId);
    return attempt(response, { act: done, to: `/admin/people/${userId}`, said, again });
  }

  private async render(actor: Actor, response: Response, userId: number, more: object): Promise<void> {
    const [person, reports, acts] = await Promise.all([
      this.people.entryOf(userId),
      this.reports.about(userId, REPORTS_SHOWN),
      this.audit.list(null, { about: 'person', id: userId }),
    ]);
    const isOneself = userId === actor.id;
    response.render('admin/person', { here: 'people', person, reports, acts: acts.rows, isOneself, ...more });
  }
}
