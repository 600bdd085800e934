import type { ErrorCode, Failure } from './types.js';

/** What the server would not do, or that it could not be reached: `code` for programs, the message for people. */
export class ParleyError extends Error {
  override readonly name = 'ParleyError';
  /** What is wrong with which field of the input. */
  readonly fields: Record<string, string[]>;
  /** Seconds after which it may be tried again. */
  readonly retryAfter: number | undefined;

  constructor(
    readonly code: ErrorCode,
    detail: string,
    { fields = {}, retry_after }: Partial<Failure> = {},
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.fields = fields;
    this.retryAfter = retry_after;
  }

  static of({ code, detail, ...more }: Failure): ParleyError {
    return new ParleyError(code, detail, more);
  }

  /** Of an answer that is no success, whatever stands in it. */
  static async ofAnswer(answer: Response): Promise<ParleyError> {
    const failure = (await answer.json().catch(() => null)) as Partial<Failure> | null;
    if (failure?.code && failure.detail) return ParleyError.of(failure as Failure);
    return new ParleyError('unavailable', `The server answered with ${answer.status}.`);
  }
}
