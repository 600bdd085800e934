import { Injectable } from '@nestjs/common';

/** How often instances say that they are there, in ms. Tests shorten what they would have to sleep through. */
@Injectable()
export class TopicTimes {
  beat = 1_000;
  /** Without hearing its own beat for so long, an instance takes itself for deaf. */
  deaf = 3_000;
  /** After so long it listens anew, on a new connection. */
  listenAnew = 10_000;
  /** After so long without a word an instance is gone. */
  gone = 12_000;
}
