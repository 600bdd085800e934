import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { Config } from '../config/config.js';
import { invalidInput, notFound, unavailable } from '../errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import { LIMITS } from '../shared/limits.js';
import type { Subscribe, Subscriptions as Listed } from './push.dto.js';
import { LIST, SUBSCRIBE } from './push.sql.js';
import { isPushAddress } from './public-address.js';
import { Vapid } from './vapid.js';

const NO_SERVICE = 'This is no address of a push service: it must begin with https and be open to the internet.';

/** Which devices of a person are told of messages while nobody looks. Each ends with its session. */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly database: DataSource,
    private readonly vapid: Vapid,
    private readonly config: Config,
    events: EventBus,
  ) {
    events.onHere('session ended', ({ session_id }) => this.endOf(session_id));
  }

  async list(actor: Actor): Promise<Listed> {
    const rows = await this.database.query<Row[]>(LIST, [actor.id, actor.session_id]);
    const results = rows.map(({ session_id, endpoint, created, current }) => ({
      session_id,
      service: new URL(endpoint).host,
      created: created.toISOString(),
      current,
    }));
    return { public_key: this.vapid.publicKey, results };
  }

  /** From now on the calling device is told. What it said before is replaced; a person's oldest device gives way. */
  async subscribe(actor: Actor, { endpoint, keys }: Subscribe): Promise<Listed> {
    if (!this.vapid.publicKey) throw unavailable('This server has no key for notifications. Its operator can set one.');
    if (!isPushAddress(endpoint, this.config.pushToLoopback)) throw invalidInput({ endpoint: [NO_SERVICE] });
    const values = [actor.session_id, actor.id, new URL(endpoint).href, keys.p256dh, keys.auth, LIMITS.pushDevices];
    // Two devices with one endpoint at the same moment: the second finds it taken and takes it over.
    await this.database.query(SUBSCRIBE, values).catch((error: unknown) => {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
      return this.database.query(SUBSCRIBE, values);
    });
    return this.list(actor);
  }

  /** Throws `not_found` unless it is a device of the caller's that is told. */
  async unsubscribe(actor: Actor, sessionId = actor.session_id): Promise<void> {
    const [, count] = await this.database.query<[unknown, number]>(
      'DELETE FROM push_subscriptions WHERE session_id = $1 AND user_id = $2',
      [sessionId, actor.id],
    );
    if (!count && sessionId !== actor.session_id) throw notFound('device');
  }

  private async endOf(sessionId: number): Promise<void> {
    await this.database.query('DELETE FROM push_subscriptions WHERE session_id = $1', [sessionId]);
  }
}

const UNIQUE_VIOLATION = '23505';

interface Row {
  session_id: number;
  endpoint: string;
  created: Date;
  current: boolean;
}
