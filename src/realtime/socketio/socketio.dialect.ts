import type { Dialect } from '../wire/dialect.js';
import { type Frames, textFrames } from '../wire/text-frames.js';

/** Engine.IO type 4 (message) and Socket.IO type 2 (event) in the namespace `/`, as the protocol's revision 5 writes them. */
export const SOCKET_IO: Dialect = {
  // Pages are told who is there, so nobody needs to tell them who came.
  textOf: ({ event }, json) => (event === 'room:joined' || event === 'room:left' ? null : `42["${event}",${json}]`),
};

/** Socket.IO type 3: the answer to the event with this id. */
export const acknowledgementOf = (id: number, answer: unknown): Frames =>
  textFrames([`43${id}[${JSON.stringify(answer)}]`]);
