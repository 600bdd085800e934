import { Injectable } from '@nestjs/common';

/** In ms; tests shorten them. */
@Injectable()
export class PushTimes {
  /** How long a message waits before others are told: whoever looks has read it by then, and ten in a row are one. */
  gather = 1500;
  /** How long a push service may take. */
  limit = 10_000;
  /** Before the second attempt; each further one waits four times as long. */
  retry = 2000;
  /** However long a push service asks us to wait. */
  longestWait = 10 * 60_000;
}
