import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ForSiteAdmins } from '../../access/site-admins.js';
import { idOf } from '../../contract/id-param.js';
import { AdminForm, AdminPage } from '../page.decorator.js';
import { GroupsView } from './groups-view.js';

const ServerId = () => Param('serverId', idOf('server'));

@Controller('admin/servers')
@ForSiteAdmins()
export class AdminServersPage {
  constructor(private readonly view: GroupsView) {}

  @Get()
  @AdminPage('servers')
  list(@Query() query: Record<string, unknown>, @Res() response: Response): Promise<void> {
    return this.view.list('server', query, response);
  }

  @Get(':serverId')
  @AdminPage('a server')
  show(@ServerId() serverId: number, @Res() response: Response): Promise<void> {
    return this.view.show('server', serverId, response);
  }

  @Post(':serverId/end')
  @AdminForm('end a server', { sure: 'on' })
  end(@ServerId() serverId: number, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.view.end('server', serverId, request, response);
  }
}
