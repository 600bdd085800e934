import { Injectable } from '@nestjs/common';
import type { ChatAddress } from '../arrival/chat-address.js';
import type { Upgrade } from '../arrival/upgrade.js';
import type { ChatDialect, TokensAre } from './raw.connection.js';

/**
 * The dialects that are spoken here beside our own frames, which are those of every client that comes by a chat's id, by
 * a header or cookie, with an `auth` frame, or with the subprotocol `parley` (contract section 4).
 */
@Injectable()
export class ChatDialects {
  private readonly spoken = new Map<TokensAre, ChatDialect>();

  /** From now on it is spoken. To be called before the server listens. */
  speak(dialect: ChatDialect): void {
    this.spoken.set(dialect.tokensAre, dialect);
  }

  /** Of a client whose token is there, or null for our own frames. */
  of({ request }: Upgrade, address: ChatAddress, tokensAre: TokensAre): ChatDialect | null {
    const isOurs = typeof address !== 'string' || OURS.test(request.headers['sec-websocket-protocol'] ?? '');
    return isOurs ? null : (this.spoken.get(tokensAre) ?? null);
  }
}

const OURS = /(?:^|,)\s*parley\s*(?:,|$)/;
