/** A reason not to start that a person can mend. Each line is one whole sentence, printed as it is and without a stack. */
export class StartError extends Error {
  readonly lines: readonly string[];

  constructor(...lines: string[]) {
    super(lines.join('\n'));
    this.name = 'StartError';
    this.lines = lines;
  }
}
