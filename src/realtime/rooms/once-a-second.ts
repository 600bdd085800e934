import { Logger } from '@nestjs/common';

/** Acts `breath` ms after it was woken, and never again within the time given, so that many changes are told as one. */
export class OnceASecond {
  private readonly logger = new Logger('Sockets');
  private timer: NodeJS.Timeout | undefined;
  private acting = false;
  private again = false;
  private last = -Infinity;

  constructor(
    private readonly act: () => Promise<void>,
    private readonly times: { readonly news: number },
    private readonly breath: number,
  ) {}

  wake(): void {
    this.again = true;
    if (this.timer || this.acting) return;
    const wait = Math.max(Math.min(this.breath, this.times.news), this.last + this.times.news - performance.now());
    this.timer = setTimeout(() => void this.run(), wait).unref();
  }

  private async run(): Promise<void> {
    [this.timer, this.acting, this.again] = [undefined, true, false];
    try {
      await this.act();
    } catch (error) {
      this.logger.error({ err: error }, 'News could not be told');
      this.again = true;
    }
    [this.acting, this.last] = [false, performance.now()];
    if (this.again) this.wake();
  }
}
