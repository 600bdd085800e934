import { Injectable } from '@nestjs/common';

/** How long presence waits, in ms. Tests shorten what they would have to sleep through. */
@Injectable()
export class PresenceTimes {
  /** From the end of a connection that said no goodbye until its person is offline: a page that is loaded anew is back by then. */
  grace = 5_000;
  /** Each instance says again who is here, and reads what the others say. */
  beat = 1_000;
  /** From the last word of an instance until its people are offline. */
  lease = 15_000;
}
