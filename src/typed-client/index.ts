// The one file that programs import: everything public is named here.
/* oxlint-disable oxc/no-barrel-file */
export { Live } from './live.js';
export type { ChatMessage, Listener, LiveEvents } from './live.js';
export { Parley } from './parley.js';
export type { Options } from './parley.js';
export { ParleyError } from './parley-error.js';
export type { Query, Rest } from './rest.js';
export type * from './types.js';
