import { SetMetadata } from '@nestjs/common';

export const CSRF_CHECK = 'parley:csrf-check';

/** `origin`: only where it comes from counts. `handler`: the token is in a body that only the handler reads. */
export type CsrfCheck = 'origin' | 'handler';

/** For JSON routes that work with a cookie of their own: the sender must be a page of ours, or no browser at all. */
export const CsrfByOrigin = () => SetMetadata(CSRF_CHECK, 'origin' satisfies CsrfCheck);

/** For multipart forms: the handler calls `CsrfTokens.demand(request, field)` once it has read the body. */
export const CsrfInHandler = () => SetMetadata(CSRF_CHECK, 'handler' satisfies CsrfCheck);
