import { request as byHttp } from 'node:http';
import { request as byHttps } from 'node:https';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { encrypted, type Receiver } from './encrypted.js';
import { isPushAddress, NotPublic, publicLookup } from './public-address.js';
import { PushTimes } from './push-times.js';
import { Vapid } from './vapid.js';

/** How long a push service keeps it for a device that is off. */
const KEPT_S = 24 * 60 * 60;

export interface Letter extends Receiver {
  endpoint: string;
  text: string;
  /** Of those with the same topic a device that was off gets the last one only. */
  topic: string;
  urgency: 'high' | 'normal';
}

export interface Reply {
  status: number;
  retryAfter: string | undefined;
}

/** Hands one letter to a push service. Nothing of what that says is read beyond its status. */
@Injectable()
export class Post {
  private readonly lookup: ReturnType<typeof publicLookup>;

  constructor(
    private readonly vapid: Vapid,
    private readonly times: PushTimes,
    private readonly config: Config,
  ) {
    this.lookup = publicLookup(config.pushToLoopback);
  }

  get isPossible(): boolean {
    return this.vapid.publicKey !== null;
  }

  async deliver({ endpoint, text, topic, urgency, ...receiver }: Letter, stopping: AbortSignal): Promise<Reply> {
    // A number needs no looking up, so it is looked at here.
    if (!isPushAddress(endpoint, this.config.pushToLoopback)) throw new NotPublic();
    const url = new URL(endpoint);
    const body = encrypted(text, receiver);
    const headers = {
      authorization: this.vapid.authorizationFor(url.origin),
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      'content-length': body.length,
      ttl: KEPT_S,
      topic,
      urgency,
    };
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(this.times.limit)]);
    const ask = url.protocol === 'http:' ? byHttp : byHttps;
    return new Promise((resolve, reject) => {
      const asked = ask(url, { method: 'POST', headers, signal, lookup: this.lookup, agent: false }, (response) => {
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
        response.destroy();
      });
      asked.on('error', reject).end(body);
    });
  }
}
