import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Topics } from '../../cluster/topics.js';
import { Config } from '../../config/config.js';

/** Clocks of instances may differ by that much. */
const VALID_MS = 60_000;
const HEADER = /^Instance ([A-Za-z0-9_-]{1,8192})\.([A-Za-z0-9_-]{43})$/;

const Pass = z.object({
  to: z.string(),
  method: z.string(),
  path: z.string(),
  at: z.number(),
  once: z.string().max(64),
  said: z.unknown(),
});
type Pass = z.infer<typeof Pass>;

/**
 * How one instance knows that another is asking: what it says, sealed with a key that only they can derive, for one
 * instance, method and path, for a minute and for once.
 */
@Injectable()
export class InstancePasses {
  private readonly key: Buffer;
  private readonly used = new Map<string, number>();

  constructor(
    { jwtSecret }: Config,
    private readonly topics: Topics,
  ) {
    this.key = createHmac('sha256', jwtSecret).update('parley between instances').digest();
  }

  get name(): string {
    return this.topics.name;
  }

  /** The `Authorization` header of a request to the instance of that name. */
  issue(to: string, method: string, path: string, said: unknown): string {
    const once = randomBytes(12).toString('base64url');
    const pass: Pass = { to, method, path, at: Date.now(), once, said };
    const text = Buffer.from(JSON.stringify(pass)).toString('base64url');
    return `Instance ${text}.${this.sealOf(text)}`;
  }

  /** What another instance says with this request to this one, or null if it does not come from one. */
  read({ headers, method, url }: IncomingMessage): { said: unknown } | null {
    const [, text, seal] = HEADER.exec(headers.authorization ?? '') ?? [];
    if (!text || !seal || !timingSafeEqual(Buffer.from(seal), Buffer.from(this.sealOf(text)))) return null;
    const { data: pass } = Pass.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    if (!pass || pass.to !== this.name || pass.method !== method || pass.path !== url) return null;
    return this.isFresh(pass) ? { said: pass.said } : null;
  }

  private isFresh({ at, once }: Pass): boolean {
    const now = Date.now();
    if (Math.abs(now - at) > VALID_MS || this.used.has(once)) return false;
    for (const [other, since] of this.used) {
      if (now - since < 2 * VALID_MS) break;
      this.used.delete(other);
    }
    this.used.set(once, now);
    return true;
  }

  private sealOf(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('base64url');
  }
}
