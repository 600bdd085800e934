import { WebSocketGateway } from '@nestjs/websockets';
import { z } from 'zod';
import { digits, idNumber, seqNumber } from '../../contract/fields.js';
import { NewMessage } from '../../messages/messages.dto.js';
import { MessagesService } from '../../messages/messages.service.js';
import { MissedService } from '../../messages/missed.service.js';
import type { Ack } from '../../shared/errors.js';
import { LIMITS } from '../../shared/limits.js';
import type { Missed, Sent } from '../../shared/payloads.js';
import { PresenceNews } from '../rooms/presence-news.js';
import { Answers } from './answers.decorator.js';
import type { SocketIoConnection } from './socketio.connection.js';

const SendMessage = NewMessage.extend({ chat_id: idNumber });
type SendMessage = z.output<typeof SendMessage>;

const Heads = z.object({
  heads: z
    .record(z.string(), seqNumber)
    .transform((heads) => Object.entries(heads))
    .refine((heads) => heads.length <= LIMITS.syncChats, {
      error: `Ask for at most ${LIMITS.syncChats} chats at once.`,
      abort: true,
    })
    .pipe(z.array(z.tuple([digits('The chat id'), seqNumber])))
    .transform((heads) => new Map(heads)),
  servers: z.boolean({ error: 'This must be true or false.' }).default(false),
});
type Heads = z.output<typeof Heads>;

/** What somebody says, and what they missed. */
@WebSocketGateway()
export class MessagesGateway {
  constructor(
    private readonly messages: MessagesService,
    private readonly missed: MissedService,
    private readonly presence: PresenceNews,
  ) {}

  @Answers('message:send', SendMessage)
  async send({ actor }: SocketIoConnection, { chat_id, text, client_id }: SendMessage): Promise<Ack<Sent>> {
    const { message } = await this.messages.send(actor, chat_id, { text, client_id });
    return { ok: true, id: message.id, seq: message.seq, time: message.time };
  }

  @Answers('sync', Heads)
  async sync(connection: SocketIoConnection, { heads, servers }: Heads): Promise<Ack<Missed>> {
    const missed = await this.missed.of(connection.actor, heads, servers);
    this.presence.hasFetched(connection);
    return { ok: true, ...missed };
  }
}
