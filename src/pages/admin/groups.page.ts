import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ForSiteAdmins } from '../../access/site-admins.js';
import { idOf } from '../../contract/id-param.js';
import { AdminForm, AdminPage } from '../page.decorator.js';
import { GroupsView } from './groups-view.js';

const GroupId = () => Param('groupId', idOf('group'));

@Controller('admin/groups')
@ForSiteAdmins()
export class AdminGroupsPage {
  constructor(private readonly view: GroupsView) {}

  @Get()
  @AdminPage('groups')
  list(@Query() query: Record<string, unknown>, @Res() response: Response): Promise<void> {
    return this.view.list('group', query, response);
  }

  @Get(':groupId')
  @AdminPage('a group')
  show(@GroupId() groupId: number, @Res() response: Response): Promise<void> {
    return this.view.show('group', groupId, response);
  }

  @Post(':groupId/end')
  @AdminForm('end a group', { sure: 'on' })
  end(@GroupId() groupId: number, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.view.end('group', groupId, request, response);
  }
}
