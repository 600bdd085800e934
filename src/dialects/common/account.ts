import type { Request } from 'express';
import { z } from 'zod';
import type { Accounts } from '../../auth/accounts.service.js';
import type { NewAccount } from '../../auth/auth.dto.js';
import { AppError, invalidInput } from '../../errors/app-error.js';
import { id } from '../../shared/wire-fields.js';

/** An account as these clients know it. */
export const Account = z.object({ id, username: z.string(), email: z.string() });
export type Account = z.infer<typeof Account>;

export const ACCOUNT: Account = { id: 1, username: 'ada', email: 'ada@example.org' };

/** Makes one. Their clients look for what is wrong with a field in answers of status 400 only, a name that is taken included. */
export async function register(accounts: Accounts, request: Request, wanted: NewAccount): Promise<Account> {
  const made = await accounts.register(wanted, request.ip).catch((error: unknown) => {
    const taken = error instanceof AppError && error.code === 'conflict' ? error.more.fields : undefined;
    throw taken ? invalidInput(taken) : error;
  });
  request.signs_in = made.id;
  return { id: made.id, username: made.username, email: wanted.email ?? '' };
}
