import { SetMetadata } from '@nestjs/common';

export const OPEN_TO_ALL = 'parley:open-to-all';

/** Lets a route be called by anyone. Every other route is for people who are signed in. */
export const OpenToAll = () => SetMetadata(OPEN_TO_ALL, true);
