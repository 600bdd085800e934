import { Injectable, Logger } from '@nestjs/common';
import type { Request } from 'express';
import { AllChats } from '../chats/all-chats.js';
import type { Actor } from '../access/actor.js';
import type { AnyRow } from '../shared/payloads.js';
import { rowView, type RowView } from './row-view.js';

export interface SidebarView {
  rows: RowView[];
  next: string | null;
  unread: number;
  any: boolean;
  /** all, unread or groups. */
  show: string;
  failed: boolean;
}

const SHOWN = 200;
const FILTERS = ['all', 'unread', 'groups'];
const NONE: SidebarView = { rows: [], next: null, unread: 0, any: false, show: 'all', failed: true };

/** The conversations beside every page, read once for each request. */
@Injectable()
export class Sidebars {
  private readonly logger = new Logger(Sidebars.name);
  private readonly known = new WeakMap<Request, Promise<SidebarView>>();

  constructor(private readonly chats: AllChats) {}

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
      return present(actor, rows, { next, show: FILTERS.find((name) => name === show) ?? 'all' });
    } catch (error) {
      this.logger.error({ err: error }, 'The list of chats could not be read');
      return NONE;
    }
  }
}

function present(actor: Actor, all: AnyRow[], rest: Pick<SidebarView, 'next' | 'show'>): SidebarView {
  const rows = all.filter(
    ({ unread, kind }) => rest.show === 'all' || (rest.show === 'unread' ? unread : kind === 'group'),
  );
  return {
    ...rest,
    rows: rows.map((row) => rowView(actor, row)),
    unread: all.reduce((sum, { unread }) => sum + unread, 0),
    any: all.length > 0,
    failed: false,
  };
}
