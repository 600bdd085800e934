import { z } from 'zod';

export const SignIn = z.object({
  token: z.string({ error: 'token must be text.' }).min(1, 'token must not be empty.').max(4096, 'token is too long.'),
});
export type SignIn = z.output<typeof SignIn>;
