import { Injectable } from '@nestjs/common';

/** How long transfers wait, in ms. Tests shorten what they would have to sleep through. */
@Injectable()
export class TransferTimes {
  /** From the offer to its end, when nobody takes it (contract section 6). */
  offer = 120_000;
  /** Whichever side comes first waits so long for the other. */
  meeting = 30_000;
  /** From a lost connection to the end, when nobody goes on. */
  pause = 120_000;
  /** A side that neither sends nor takes a byte for so long has vanished. */
  stall = 45_000;
  /** A sender who waits for the recipient, and whose other connections have broken, is gone unless back by then. */
  missed = 1_000;
  /** An upload that is held back for so long is let go when its sender comes with another. */
  still = 1_000;
  /** An instance that stood still for so long is gone for the others (`TopicTimes.gone`). */
  givenUp = 12_000;
  /** Both sides are told at most so often how far it is. */
  progress = 500;
  /** How often is looked whether any of these is over. */
  tick = 500;
}
