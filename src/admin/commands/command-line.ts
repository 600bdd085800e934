import { parseArgs } from 'node:util';
import { username as usernameField } from '../../contract/fields.js';
import { type Command, COMMANDS } from './commands.js';

/** What was typed makes no command. */
export class UsageError extends Error {}

export interface Order {
  command: Command;
  username: string;
  withOption: boolean;
}

/** What was asked for, or null for the help. Throws a UsageError. */
export function readCommandLine(args: string[]): Order | null {
  const { positionals, tokens } = parseArgs({ args, strict: false, allowPositionals: true, tokens: true });
  const options = tokens.flatMap((token) => (token.kind === 'option' ? [token.rawName] : []));
  if (options.includes('--help') || options.includes('-h')) return null;
  const [name, ...words] = positionals;
  if (name === undefined) throw new UsageError('The command is missing.');
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`There is no command ${name}.`);
  const strange = options.find((option) => option !== command.option);
  if (strange) throw new UsageError(`${name} has no option ${strange}.`);
  return { command, username: usernameIn(name, command, words), withOption: options.length > 0 };
}

function usernameIn(name: string, { takes }: Command, words: string[]): string {
  const [username, ...more] = takes ? words : ['', ...words];
  if (more.length) throw new UsageError(`${name} takes ${takes ?? 'nothing'}, and not ${words.join(' ')}.`);
  if (username === undefined) throw new UsageError(`${name} takes a username.`);
  const { error } = takes ? usernameField.safeParse(username) : {};
  if (error) throw new UsageError(error.issues[0]!.message);
  return username;
}

export const help = (): string => `npm run admin -- <command>

${Object.entries(COMMANDS).map(lineOf).join('\n')}

On a terminal a password is asked for, and not shown; elsewhere, or for an empty answer, one is made and printed once.
A server that runs knows within two seconds; without one it works as well. The database is that of the server:
DATABASE_URL, or the built-in one in DATA_DIR. Every act is kept in the log of the administration.

Exit codes: 0 done; 1 refused, with the reason; 2 no such command.`;

const lineOf = ([name, { takes, option, says }]: [string, Command]): string =>
  `  ${name}${takes ? ' <username>' : ''}${option ? ` [${option}]` : ''}\n      ${says}`;
