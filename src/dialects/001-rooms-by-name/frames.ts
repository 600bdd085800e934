import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { ChatFrames } from '../../realtime/rawws/chat-frames.js';
import type { ChatDialect, RawConnection } from '../../realtime/rawws/raw.connection.js';
import type { ReadFrame } from '../../realtime/rawws/read-frame.js';
import type { Outgoing } from '../../realtime/wire/dialect.js';
import type { ServerFrame } from '../../shared/frames.js';
import type { LiveMessage, RoomUsers } from '../../shared/payloads.js';
import { NamedRooms } from '../common/named-rooms.js';

/** `ws/chat/<room_name>/?token=`: `{"message": "…"}` comes in, `{"message": {…}}` and `{"users": […]}` go out. */
@Injectable()
export class Frames001 implements ChatDialect {
  readonly tokensAre = 'in the address';

  constructor(
    private readonly rooms: NamedRooms,
    private readonly frames: ChatFrames,
  ) {}

  chatNamed(actor: Actor, name: string): Promise<number> {
    return this.rooms.enter(actor, name);
  }

  /** What they say, our own clients may say too. */
  answer(connection: RawConnection, frame: ReadFrame): Promise<ServerFrame | undefined> {
    return this.frames.answer(connection, frame);
  }

  textOf({ event, payload }: Outgoing): string | null {
    if (event === 'message:new') return messageText(payload as LiveMessage);
    if (event === 'room:users') return usersText(payload as RoomUsers);
    return null;
  }

  /** Only what went wrong: these clients know no other answers. */
  answerOf(frame: { type: string }): string | null {
    return frame.type === 'error' ? JSON.stringify(frame) : null;
  }
}

/** They know nothing of system messages, and would take them for words of whoever caused them. */
function messageText({ kind, id, sender, sender_username, text, time }: LiveMessage): string | null {
  if (kind === 'system') return null;
  const message = { id, user: sender, username: sender_username, message: text, timestamp: time };
  return JSON.stringify({ message });
}

/** In a room with so many people that they are only counted, nobody is named. */
const usersText = ({ users = [] }: RoomUsers): string =>
  JSON.stringify({ users: users.map(({ username }) => username) });
