import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { z } from 'zod';
import { ChatFinder } from '../../chats/chat-finder.js';
import { digits, idNumber, seqNumber } from '../../contract/fields.js';
import { parsed } from '../../contract/parsed.js';
import { MissedService } from '../../messages/missed.service.js';
import type { Ack } from '../../shared/errors.js';
import { LIMITS } from '../../shared/limits.js';
import type { CaughtUp } from '../../shared/payloads.js';
import { TypingPace } from '../typing-pace.js';
import { ChatGateway } from './chat-gateway.decorator.js';
import { type ChatSocket, connectionOf } from './chat-socket.js';

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
});

/** Who looks at which chat, who is typing there, and what somebody missed. */
@ChatGateway()
export class RoomsGateway {
  constructor(
    private readonly chats: ChatFinder,
    private readonly missed: MissedService,
    private readonly typing: TypingPace,
  ) {}

  @SubscribeMessage('chat:open')
  async open(@ConnectedSocket() socket: ChatSocket, @MessageBody(parsed(OneChat)) { chat_id }: OneChat): Promise<Ack> {
    const connection = connectionOf(socket);
    await this.chats.membershipOf(connection.actor, chat_id);
    connection.open(chat_id);
    return { ok: true };
  }

  @SubscribeMessage('chat:close')
  close(@ConnectedSocket() socket: ChatSocket, @MessageBody(parsed(OneChat)) { chat_id }: OneChat): Ack {
    connectionOf(socket).closeChat(chat_id);
    return { ok: true };
  }

  @SubscribeMessage('typing:start')
  async type(@ConnectedSocket() socket: ChatSocket, @MessageBody(parsed(OneChat)) { chat_id }: OneChat): Promise<Ack> {
    await this.typing.start(connectionOf(socket), chat_id);
    return { ok: true };
  }

  @SubscribeMessage('sync')
  async sync(
    @ConnectedSocket() socket: ChatSocket,
    @MessageBody(parsed(Heads)) { heads }: z.output<typeof Heads>,
  ): Promise<Ack<{ chats: CaughtUp[] }>> {
    return { ok: true, chats: await this.missed.since(connectionOf(socket).actor, heads) };
  }
}
