import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { serverPictureUrl } from '../chats/server-list.js';
import { notFound } from '../errors/app-error.js';
import { BANNER } from '../icons/bounds.js';
import { checkIcon } from '../icons/check-icon.js';
import { ServerChanges } from './server-changes.js';
import type { BannerAnswer } from './servers.dto.js';
import * as sql from './servers.sql.js';

@Injectable()
export class BannersService {
  constructor(
    private readonly database: DataSource,
    private readonly changes: ServerChanges,
  ) {}

  /** Throws `not_found` or `forbidden` before a body is read that is not wanted anyway. */
  demandMayChange(actor: Actor, serverId: number): Promise<void> {
    return this.changes.demand(actor, serverId, 'change the server');
  }

  /** Throws `invalid_input` with the rule for what is no picture or too large a one. */
  async set(actor: Actor, serverId: number, sent: Uint8Array): Promise<BannerAnswer> {
    const { type, bytes, hash } = await checkIcon(sent, 'banner', BANNER);
    return this.replace(actor, serverId, hash, [hash, type, bytes]);
  }

  async remove(actor: Actor, serverId: number): Promise<void> {
    await this.replace(actor, serverId, null, []);
  }

  /** Throws `not_found` for another banner than the present one, and for whoever may not know of the server. */
  async of(actor: Actor, serverId: number, hash: string): Promise<{ type: string; bytes: Buffer }> {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw notFound('picture');
    const [picture] = await this.database.query<{ type: string; bytes: Buffer }[]>(sql.BANNER, [
      actor.id,
      serverId,
      hash,
    ]);
    if (!picture) throw notFound('picture');
    return picture;
  }

  private replace(actor: Actor, serverId: number, hash: string | null, values: unknown[]): Promise<BannerAnswer> {
    const banner = serverPictureUrl(serverId, hash, 'banner');
    return this.changes.byMember(actor, serverId, 'change the server', async (change) => {
      await change.tx.query(hash === null ? sql.DROP_BANNER : sql.KEEP_BANNER, [serverId, ...values]);
      change.tell('server changed', { server_id: serverId, banner });
      return { banner };
    });
  }
}
