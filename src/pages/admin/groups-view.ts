import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Audit } from '../../admin/audit.js';
import { GroupsAdministration } from '../../admin/groups-administration.js';
import { operatorOf } from '../../admin/operator.js';
import { idIn } from '../../contract/id-param.js';
import type { GroupKind } from '../../shared/group-payloads.js';
import { attempt, demandSure, saidOf, textOf } from './admin-forms.js';

/** The pages of groups and those of servers, which differ in their words only. */
@Injectable()
export class GroupsView {
  constructor(
    private readonly groups: GroupsAdministration,
    private readonly audit: Audit,
  ) {}

  async list(kind: GroupKind, query: Record<string, unknown>, response: Response): Promise<void> {
    const q = textOf(query.q).replaceAll('\0', '').trim();
    const page = await this.groups.list(kind, q, idIn(query.before));
    response.render('admin/groups', { ...wordsOf(kind), ...page, q, said: saidOf(query.said) });
  }

  async show(kind: GroupKind, groupId: number, response: Response, more: object = {}): Promise<void> {
    const [group, acts] = await Promise.all([
      this.groups.groupOf(kind, groupId),
      this.audit.list(null, { about: kind, id: groupId }),
    ]);
    response.render('admin/group', { ...wordsOf(kind), group, acts: acts.rows, ...more });
  }

  /** By whoever is signed in, if they are sure. */
  end(kind: GroupKind, groupId: number, request: Request, response: Response): Promise<void> {
    const act = async () => {
      demandSure((request.body as { sure?: unknown } | undefined)?.sure);
      await this.groups.end(operatorOf(request.actor!, request.ip), kind, groupId);
    };
    const again = (failure: object) => this.show(kind, groupId, response, failure);
    return attempt(response, { act, to: `/admin/${kind}s/`, said: `ended-${kind}`, again });
  }
}

const wordsOf = (kind: GroupKind) => ({
  here: `${kind}s`,
  noun: kind,
  title: kind === 'group' ? 'Groups' : 'Servers',
  isServer: kind === 'server',
});
