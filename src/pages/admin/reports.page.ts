import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { ForSiteAdmins } from '../../access/site-admins.js';
import { operatorOf } from '../../admin/operator.js';
import { ReportsService } from '../../admin/reports.service.js';
import { idIn, idOf } from '../../contract/id-param.js';
import { parse } from '../../contract/parsed.js';
import { ReportNote } from '../../users/users.dto.js';
import { AdminForm, AdminPage } from '../page.decorator.js';
import { attempt, saidOf } from './admin-forms.js';

@Controller('admin/reports')
@ForSiteAdmins()
export class AdminReportsPage {
  constructor(private readonly reports: ReportsService) {}

  @Get()
  @AdminPage('reports')
  list(@Query() query: Record<string, unknown>, @Res() response: Response): Promise<void> {
    return this.render(response, query, { said: saidOf(query.said) });
  }

  @Post(':reportId/close')
  @AdminForm('close a report', { note: 'Talked to them.' })
  close(
    @CurrentActor() actor: Actor,
    @Param('reportId', idOf('report')) reportId: number,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () =>
      this.reports.close(operatorOf(actor, request.ip), reportId, parse(ReportNote, body ?? {}).note);
    const again = (failure: object) => this.render(response, {}, failure);
    return attempt(response, { act, to: '/admin/reports/', said: 'closed', again });
  }

  private async render(response: Response, { show, before }: Record<string, unknown>, more: object): Promise<void> {
    const which = show === 'closed' ? 'closed' : 'open';
    response.render('admin/reports', {
      here: 'reports',
      show: which,
      ...(await this.reports.list(which, idIn(before))),
      ...more,
    });
  }
}
