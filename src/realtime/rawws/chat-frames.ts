import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { seqNumber } from '../../contract/fields.js';
import { parse } from '../../contract/parsed.js';
import { AppError, notFound } from '../../errors/app-error.js';
import { NewMessage } from '../../messages/messages.dto.js';
import { MessagesService } from '../../messages/messages.service.js';
import { MissedService } from '../../messages/missed.service.js';
import { ReceiptsService } from '../../receipts/receipts.service.js';
import type { ClientFrame, ServerFrame } from '../../shared/frames.js';
import { Renewal } from '../arrival/renewal.js';
import { SignIn } from '../arrival/sign-in.dto.js';
import { TypingPace } from '../typing-pace.js';
import type { RawConnection } from './raw.connection.js';
import type { ReadFrame } from './read-frame.js';

const MarkRead = z.object({ up_to: seqNumber.optional() });
const AskHistory = z.object({ after: seqNumber });

type Answer = (connection: RawConnection, fields: ReadFrame['fields']) => Promise<ServerFrame | undefined>;

/** What each frame of `ws/chat/<id>/` asks for: parse, let the service decide, answer. */
@Injectable()
export class ChatFrames {
  private readonly answers = new Map<string, Answer>(
    Object.entries({
      message: (connection, fields) => this.send(connection, fields),
      typing: (connection) => this.type(connection),
      read: (connection, fields) => this.markRead(connection, fields),
      history: (connection, fields) => this.page(connection, fields),
      auth: (connection, fields) => this.renew(connection, fields),
      ping: () => Promise.resolve({ type: 'pong' }),
    } satisfies Record<ClientFrame['type'], Answer>),
  );

  constructor(
    private readonly messages: MessagesService,
    private readonly missed: MissedService,
    private readonly receipts: ReceiptsService,
    private readonly typing: TypingPace,
    private readonly renewal: Renewal,
  ) {}

  answer(connection: RawConnection, { type, fields }: ReadFrame): Promise<ServerFrame | undefined> {
    const answer = this.answers.get(type);
    if (!answer) throw new AppError('invalid_input', 'There is no such type of frame.');
    return answer(connection, fields);
  }

  private async send({ actor, onlyChat }: RawConnection, fields: ReadFrame['fields']): Promise<ServerFrame> {
    const wanted = parse(NewMessage, fields);
    const { message } = await this.messages.send(actor, onlyChat, wanted);
    const { id, seq, time } = message;
    return { type: 'ack', ...(wanted.client_id !== undefined && { client_id: wanted.client_id }), id, seq, time };
  }

  private async type(connection: RawConnection): Promise<undefined> {
    await this.typing.start(connection, connection.onlyChat);
  }

  private async markRead({ actor, onlyChat }: RawConnection, fields: ReadFrame['fields']): Promise<undefined> {
    await this.receipts.markRead(actor, onlyChat, parse(MarkRead, fields).up_to);
  }

  private async page({ actor, onlyChat }: RawConnection, fields: ReadFrame['fields']): Promise<ServerFrame> {
    const [missed] = await this.missed.since(actor, new Map([[onlyChat, parse(AskHistory, fields).after]]));
    if (!missed) throw notFound('chat');
    return { type: 'history', ...missed };
  }

  private async renew(connection: RawConnection, fields: ReadFrame['fields']): Promise<ServerFrame> {
    await this.renewal.renew(connection, parse(SignIn, fields).token);
    return { type: 'ready' };
  }
}
