import { Injectable } from '@nestjs/common';

/** Who looks at a chat right now. Only the doors know, and say it here to those below them. */
@Injectable()
export class Onlookers {
  of: (chatId: number) => readonly number[] = () => [];
}
