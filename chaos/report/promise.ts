/** A line of the table at the end: what was promised, what was seen. */
export interface Row {
  promise: string;
  says: string;
  demand: string;
  figure: string;
  held: 'yes' | 'NO' | 'not covered';
}

export const row = (promise: string, says: string, demand: string, figure: string, held: boolean): Row => ({
  promise,
  says,
  demand,
  figure,
  held: held ? 'yes' : 'NO',
});

export const notCovered = (promise: string, says: string, why: string): Row => ({
  promise,
  says,
  demand: '',
  figure: why,
  held: 'not covered',
});

/** Whether a time was kept. */
export const within = (promise: string, says: string, ms: number, most: number): Row =>
  row(promise, says, `<= ${seconds(most)}`, ms === Infinity ? 'never' : seconds(ms), ms <= most);

export const seconds = (ms: number): string => (ms < 995 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
export const count = (n: number): string => n.toLocaleString('en');
