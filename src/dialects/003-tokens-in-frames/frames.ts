import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { parse } from '../../contract/parsed.js';
import { AppError, notAuthenticated } from '../../errors/app-error.js';
import { Renewal } from '../../realtime/arrival/renewal.js';
import { SignIn } from '../../realtime/arrival/sign-in.dto.js';
import type { ChatDialect, RawConnection } from '../../realtime/rawws/raw.connection.js';
import type { ReadFrame } from '../../realtime/rawws/read-frame.js';
import { Rooms } from '../../realtime/rooms/rooms.js';
import { TypingPace } from '../../realtime/typing-pace.js';
import type { Outgoing } from '../../realtime/wire/dialect.js';
import type { ServerFrame } from '../../shared/frames.js';
import type { LiveMessage, RoomChange, Typing } from '../../shared/payloads.js';
import { NamedRooms } from '../common/named-rooms.js';
import { AddressedMessage, AddressedMessages } from './addressed-messages.js';
import { receiverOf } from './receiver.js';

type Fields = ReadFrame['fields'];
type Answer = (connection: RawConnection, fields: Fields) => Promise<ServerFrame | undefined>;

/** `ws/chat/<room_name>/` without a sign-in: every frame brings a token, and each is checked before it counts. */
@Injectable()
export class Frames003 implements ChatDialect {
  readonly tokensAre = 'in every frame';
  private readonly answers = new Map<string, Answer>([
    ['message', (connection, fields) => this.send(connection, fields)],
    ['typing', (connection) => this.type(connection)],
    ['join', (connection) => this.join(connection)],
    ['exit', (connection) => this.exit(connection)],
  ]);

  constructor(
    private readonly named: NamedRooms,
    private readonly renewal: Renewal,
    private readonly messages: AddressedMessages,
    private readonly typing: TypingPace,
    private readonly rooms: Rooms,
  ) {}

  chatNamed(actor: Actor, name: string): Promise<number> {
    return this.named.enter(actor, name);
  }

  async answer(connection: RawConnection, { type, fields }: ReadFrame): Promise<ServerFrame | undefined> {
    if (fields.token === undefined) throw notAuthenticated('Every frame needs a token.');
    await this.renewal.renew(connection, parse(SignIn, fields).token);
    const answer = this.answers.get(type);
    if (!answer) throw new AppError('invalid_input', 'There is no such type of frame.');
    return answer(connection, fields);
  }

  textOf({ event, payload }: Outgoing): string | null {
    switch (event) {
      case 'message:new':
        return messageText(payload as LiveMessage);
      case 'typing':
        return JSON.stringify({ type: 'typing', sender: (payload as Typing).sender });
      case 'room:joined':
        return JSON.stringify({ type: 'join', username: (payload as RoomChange).username });
      case 'room:left':
        return JSON.stringify({ type: 'exit', username: (payload as RoomChange).username });
      default:
        return null;
    }
  }

  /** They hear of themselves as the others do. */
  answerOf(frame: ServerFrame): string | null {
    if (frame.type === 'error') return JSON.stringify(frame);
    if (frame.type === 'typing') return this.textOf({ event: 'typing', payload: frame });
    if (frame.type === 'join') return this.textOf({ event: 'room:joined', payload: frame });
    return frame.type === 'exit' ? this.textOf({ event: 'room:left', payload: frame }) : null;
  }

  private async send({ actor, onlyChat }: RawConnection, fields: Fields): Promise<undefined> {
    await this.messages.send(actor, onlyChat, parse(AddressedMessage, fields));
  }

  private async type(connection: RawConnection): Promise<ServerFrame> {
    const { actor, onlyChat } = connection;
    await this.typing.start(connection, onlyChat);
    return { type: 'typing', chat_id: onlyChat, sender: actor.id, sender_username: actor.username };
  }

  private async join(connection: RawConnection): Promise<ServerFrame> {
    const { onlyChat, link } = connection;
    // Left, or hung up, while its token was checked: nobody would take it out of the room again.
    if (!connection.isInRoom && link.isOpen) {
      connection.isInRoom = true;
      this.rooms.enter(connection, onlyChat);
    }
    return changeOf('join', connection);
  }

  /** It still hears what is said, as a member does, but is not there. */
  private async exit(connection: RawConnection): Promise<ServerFrame> {
    connection.isInRoom = false;
    this.rooms.leave(connection, connection.onlyChat, true);
    return changeOf('exit', connection);
  }
}

const changeOf = (type: 'join' | 'exit', { actor, onlyChat }: RawConnection): ServerFrame => ({
  type,
  chat_id: onlyChat,
  user_id: actor.id,
  username: actor.username,
});

/** They know nothing of system messages. */
function messageText({ kind, sender, text, client_id }: LiveMessage): string | null {
  if (kind === 'system') return null;
  return JSON.stringify({ type: 'message', sender, receiver: receiverOf(client_id), message: text });
}
