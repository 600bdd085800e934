export type Result = 'holds' | 'not yet' | 'not run' | 'FAILS';

export interface Proof {
  file: string;
  title: string;
}

export interface Row {
  id: string;
  promised: string;
  checked: string;
  isPending: boolean;
  proofs: Proof[];
}

export interface Ran {
  testFilePath: string;
  testResults: { title: string; status: string }[];
}

export const RESULTS: Result[];
export function acceptanceRows(): Row[];
export function pathOf(file: string): string;
export function acceptanceFiles(rows?: Row[]): string[];
export function resultOf(row: Pick<Row, 'isPending' | 'proofs'>, ran: Ran[]): Result;
