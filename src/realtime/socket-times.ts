import { Injectable } from '@nestjs/common';

/** How long sockets wait, in ms. Tests shorten what they would have to sleep through. */
@Injectable()
export class SocketTimes {
  /** From the upgrade to a first `auth` frame (contract section 4). */
  signIn = 10_000;
  /** From the end of a token to the end of its socket. */
  tokenGrace = 60_000;
  /** Between two looks whose token is over. */
  sweep = 1_000;
  /** Between two looks whether the refresh token behind a socket is still good. */
  refreshLook = 15 * 60_000;
  /** Two of these pass at the most until a connection whose other side has vanished is gone. */
  heartbeat = 25_000;
  /** Whoever looks is told at most so often who came and went. */
  news = 1_000;
  /** Between two looks at the database for what other instances did, in case a signal of theirs was lost. */
  look = 25_000;
  lookWhileDeaf = 2_000;
  /** From `server:restart` to the close. */
  restartNotice = 500;
  /** What may still be under way when the server stops. */
  lastAnswers = 5_000;
}
