import { WebSocketGateway } from '@nestjs/websockets';
import { z } from 'zod';
import { ChatFinder } from '../../chats/chat-finder.js';
import { digits, idNumber, seqNumber } from '../../contract/fields.js';
import { notFound } from '../../errors/app-error.js';
import { MissedService } from '../../messages/missed.service.js';
import type { Ack } from '../../shared/errors.js';
import { LIMITS } from '../../shared/limits.js';
import type { Missed } from '../../shared/payloads.js';
import { PresenceNews } from '../rooms/presence-news.js';
import { Rooms } from '../rooms/rooms.js';
import { TypingPace } from '../typing-pace.js';
import { Answers } from './answers.decorator.js';
import type { SocketIoConnection } from './socketio.connection.js';

const OneChat = z.object({ chat_id: idNumber });
type OneChat = z.output<typeof OneChat>;

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

/** Who looks at which chat, who is typing there, and what somebody missed. */
@WebSocketGateway()
export class RoomsGateway {
  constructor(
    private readonly chats: ChatFinder,
    private readonly missed: MissedService,
    private readonly typing: TypingPace,
    private readonly rooms: Rooms,
    private readonly presence: PresenceNews,
  ) {}

  @Answers('chat:open', OneChat)
  async open(connection: SocketIoConnection, { chat_id }: OneChat): Promise<Ack> {
    await this.chats.membershipOf(connection.actor, chat_id);
    // Left while that was read: nobody would tell this connection to close it.
    if (!connection.chats.has(chat_id)) throw notFound('chat');
    const forgotten = connection.open(chat_id);
    if (forgotten !== null) this.rooms.leave(connection, forgotten, true);
    this.rooms.enter(connection, chat_id);
    return { ok: true };
  }

  @Answers('chat:close', OneChat)
  close(connection: SocketIoConnection, { chat_id }: OneChat): Ack {
    connection.closeChat(chat_id);
    this.rooms.leave(connection, chat_id, true);
    return { ok: true };
  }

  @Answers('typing:start', OneChat)
  async type(connection: SocketIoConnection, { chat_id }: OneChat): Promise<Ack> {
    await this.typing.start(connection, chat_id);
    return { ok: true };
  }

  @Answers('sync', Heads)
  async sync(connection: SocketIoConnection, { heads, servers }: Heads): Promise<Ack<Missed>> {
    const missed = await this.missed.of(connection.actor, heads, servers);
    this.presence.hasFetched(connection);
    return { ok: true, ...missed };
  }
}
