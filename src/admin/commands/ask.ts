import { randomInt } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { StartError } from '../../config/start-error.js';

/** Letters and digits that nobody takes for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP = 5;

/** About a hundred random bits, in groups that can be read aloud. */
export function generatedPassword(): string {
  const letter = () => ALPHABET[randomInt(ALPHABET.length)]!;
  const group = () => Array.from({ length: GROUP }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

export interface Chosen {
  password: string;
  generated: boolean;
}

export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

const HERE: Terminal = { input: process.stdin, output: process.stderr };

/** Asks on a terminal, without showing what is typed; anywhere else, and for an empty answer, one is generated. */
export async function choosePassword(username: string, terminal: Terminal = HERE): Promise<Chosen> {
  if (!terminal.input.isTTY) return { password: generatedPassword(), generated: true };
  const password = await askHidden(terminal, `New password for ${username} (empty: one is made for you): `);
  if (password === '') return { password: generatedPassword(), generated: true };
  if (password !== (await askHidden(terminal, 'The same once more: ')))
    throw new StartError('The two passwords differ. Nothing was changed.');
  return { password, generated: false };
}

async function askHidden({ input, output }: Terminal, question: string): Promise<string> {
  output.write(question);
  // The terminal shows what readline writes, so readline writes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({ input, output: nowhere, terminal: true });
  const stopped = new Promise<never>((_, reject) => {
    for (const end of ['SIGINT', 'close'] as const)
      line.once(end, () => reject(new StartError('Stopped. Nothing was changed.')));
  });
  stopped.catch(() => undefined);
  try {
    return await Promise.race([line.question(''), stopped]);
  } finally {
    line.close();
    output.write('\n');
  }
}
