import { Inject, Injectable } from '@nestjs/common';
import { invalidInput } from '../../errors/app-error.js';
import { CLOSE } from '../../shared/frames.js';
import { LIMITS } from '../../shared/limits.js';
import { Metrics } from '../../telemetry/metrics.js';
import type { GuestOfChat } from '../arrival/guests.js';
import { ChatDialects } from '../rawws/chat-dialects.js';
import { Conversation } from '../rawws/conversation.js';
import { PresenceNews } from '../rooms/presence-news.js';
import type { ArrivedFrame, Link } from '../wire/link.js';
import { Traffic } from '../wire/traffic.js';
import { FileConnection } from './file.connection.js';
import { FileFrames } from './file-frames.js';

/** Listens to a signed-in socket for files: text is about them, binary is what is in them. */
@Injectable()
export class FileConversation extends Conversation {
  // Named, because Nest would inherit the name that the class above gives.
  constructor(@Inject(FileFrames) frames: FileFrames, traffic: Traffic, metrics: Metrics, presence: PresenceNews) {
    super(frames, traffic, metrics, presence, new ChatDialects());
  }

  override connectionOf(guest: GuestOfChat, link: Link): FileConnection {
    return new FileConnection(guest, link);
  }

  override receive(connection: FileConnection, { data, isBinary }: ArrivedFrame): void {
    if (!connection.link.isOpen) return;
    if (isBinary) {
      if (!connection.take(data)) this.refuse(connection, invalidInput({ frame: ['Say begin before the bytes.'] }));
    } else if (data.length > LIMITS.socketFrame) {
      connection.close(CLOSE.tooLarge, 'A text frame has at most 64 KiB.');
    } else void this.answer(connection, data);
  }
}
