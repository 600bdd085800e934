import { Logger } from '@nestjs/common';
import { Sampler } from './sampler.js';

/** For what a stranger can cause at will, such as bad frames: a few warnings of each text in ten seconds, the rest counted. */
export class SampledLogger {
  private readonly logger: Logger;
  private readonly sampler = new Sampler();

  constructor(context: string) {
    this.logger = new Logger(context);
  }

  /** `what` is a fixed text; whatever differs from one to the next goes into `fields`. */
  warn(what: string, fields: Record<string, unknown> = {}): void {
    const held = this.sampler.heldBefore(what);
    if (held === null) return;
    this.logger.warn({ ...fields, ...(held && { not_shown: held }) }, what);
  }
}
