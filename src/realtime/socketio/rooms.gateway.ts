import { WebSocketGateway } from '@nestjs/websockets';
import { z } from 'zod';
import { ChatFinder } from '../../chats/chat-finder.js';
import { idNumber } from '../../contract/fields.js';
import { notFound } from '../../errors/app-error.js';
import type { Ack } from '../../shared/errors.js';
import { Connections } from '../connections.js';
import { Rooms } from '../rooms/rooms.js';
import { TypingPace } from '../typing-pace.js';
import { Answers } from './answers.decorator.js';
import type { SocketIoConnection } from './socketio.connection.js';

const OneChat = z.object({ chat_id: idNumber });
type OneChat = z.output<typeof OneChat>;

/** Who looks at which chat, and who is typing there. */
@WebSocketGateway()
export class RoomsGateway {
  constructor(
    private readonly chats: ChatFinder,
    private readonly typing: TypingPace,
    private readonly connections: Connections,
    private readonly rooms: Rooms,
  ) {}

  @Answers('chat:open', OneChat)
  async open(connection: SocketIoConnection, { chat_id }: OneChat): Promise<Ack> {
    await this.chats.membershipOf(connection.actor, chat_id);
    // Left while that was read: nobody would tell this connection to close it.
    if (!this.connections.hears(connection, chat_id)) throw notFound('chat');
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
}
