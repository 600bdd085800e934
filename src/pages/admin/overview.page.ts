import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { ForSiteAdmins } from '../../access/site-admins.js';
import { Audit } from '../../admin/audit.js';
import { Overview } from '../../admin/overview.js';
import { idIn } from '../../contract/id-param.js';
import { AdminPage } from '../page.decorator.js';

@Controller('admin')
@ForSiteAdmins()
export class AdminOverviewPage {
  constructor(
    private readonly overview: Overview,
    private readonly audit: Audit,
  ) {}

  @Get()
  @AdminPage('figures, instances, limits in force')
  async show(@Res() response: Response): Promise<void> {
    const [figures, instances] = await Promise.all([this.overview.figures(), this.overview.instances()]);
    response.render('admin/overview', {
      here: 'overview',
      figures,
      database_mb: Math.ceil(figures.database_bytes / 2 ** 20),
      instances,
      rates: this.overview.ratesInForce(),
      sizes: this.overview.sizesInForce(),
    });
  }

  @Get('log')
  @AdminPage('what administrators did')
  async log(@Query('before') before: unknown, @Res() response: Response): Promise<void> {
    response.render('admin/log', { here: 'log', ...(await this.audit.list(idIn(before))) });
  }
}
