import { Logger } from '@nestjs/common';

/** Acts `breath` ms after it was woken, and never again within the time given, so that many changes are told as one. */
export class OnceASecond {
  private readonly logger = new Logger('Sockets');
  private timer: NodeJS.Timeout | undefined;
  private acting: Promise<void> | undefined;
  private again = false;
  private ended = false;
  private last = -Infinity;

  constructor(
    private readonly act: () => Promise<void>,
    private readonly times: { readonly news: number },
    private readonly breath: number,
  ) {}

  wake(): void {
    this.again = true;
    if (this.timer || this.acting || this.ended) return;
    const wait = Math.max(Math.min(this.breath, this.times.news), this.last + this.times.news - performance.now());
    this.timer = setTimeout(() => (this.acting = this.run()), wait).unref();
  }

  /** The server stops: nothing begins any more. Resolves when what was begun is over. */
  async end(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    await this.acting;
  }

  private async run(): Promise<void> {
    [this.timer, this.again] = [undefined, false];
    try {
      await this.act();
    } catch (error) {
      this.logger.error({ err: error }, 'News could not be told');
      this.again = true;
    }
    [this.acting, this.last] = [undefined, performance.now()];
    if (this.again) this.wake();
  }
}
