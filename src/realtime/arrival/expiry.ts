/** Ends a socket when its token has been over for the grace period and no fresh one came. */
export class Expiry {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly graceMs: number,
    private readonly onOver: () => void,
  ) {}

  /** `expiresAt` in ms since 1970; a session cookie has none. */
  set(expiresAt: number | undefined): void {
    clearTimeout(this.timer);
    if (expiresAt === undefined) return;
    this.timer = setTimeout(this.onOver, expiresAt + this.graceMs - Date.now()).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
