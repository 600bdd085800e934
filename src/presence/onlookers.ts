import { Injectable } from '@nestjs/common';

export type Onlooker = readonly [chat_id: number, user_id: number];

/** Who looks at these chats right now, here or on another instance. Only the doors know, and say it here to those below them. */
@Injectable()
export class Onlookers {
  of: (chatIds: readonly number[]) => Promise<readonly Onlooker[]> = () => Promise.resolve([]);
}
