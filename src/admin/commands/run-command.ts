import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { StartError } from '../../config/start-error.js';
import { AppError } from '../../errors/app-error.js';
import { help, readCommandLine, UsageError } from './command-line.js';
import { withPlace } from './place.js';

const REFUSED = 1;
const NO_COMMAND = 2;

/** npm run admin: one command of the operator, on a database that a server may be using meanwhile. Sets the exit code. */
export async function runCommand(args: string[]): Promise<void> {
  Logger.overrideLogger(false);
  try {
    const order = readCommandLine(args);
    const { command, username, withOption } = order ?? {};
    const lines = command ? await withPlace((place) => command.run(place, username!, withOption!)) : [help()];
    for (const line of lines) console.log(line);
  } catch (error) {
    process.exitCode = tell(error);
  }
}

function tell(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(`${error.message} To see what there is: npm run admin -- --help`);
    return NO_COMMAND;
  }
  if (error instanceof StartError) for (const line of error.lines) console.error(line);
  else console.error(error instanceof AppError ? error.detail : error);
  return REFUSED;
}
