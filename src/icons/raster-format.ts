export type RasterFormat = 'png' | 'jpeg' | 'gif' | 'webp';

const SIGNATURES: [RasterFormat, (head: string) => boolean][] = [
  ['png', (head) => head.startsWith('\x89PNG\r\n\x1a\n')],
  ['jpeg', (head) => head.startsWith('\xff\xd8\xff')],
  ['gif', (head) => /^GIF8[79]a/.test(head)],
  ['webp', (head) => head.startsWith('RIFF') && head.endsWith('WEBP')],
];

/** By content alone, whatever the sender says. */
export function rasterFormatOf(source: Buffer): RasterFormat | null {
  const head = source.toString('latin1', 0, 12);
  return SIGNATURES.find(([, begins]) => begins(head))?.[0] ?? null;
}
