import type { Ran } from './table.mjs';

export default class AcceptanceReporter {
  onRunComplete(contexts: unknown, results: { testResults: Ran[] }): void;
  say(text: string): void;
  getLastError(): Error | undefined;
}
