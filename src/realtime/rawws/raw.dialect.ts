import type { WireEvent } from '../../shared/events.js';
import type { FileServerFrame } from '../../shared/file-frames.js';
import type { ServerFrame } from '../../shared/frames.js';
import type { RawDialect } from '../wire/dialect.js';
import { type Frames, textFrames } from '../wire/text-frames.js';

/** Events without a word here are said by a close code, or belong to chats that this socket is not for. */
const WORDS: Partial<Record<WireEvent, ServerFrame['type']>> = {
  'message:new': 'message',
  'message:read': 'read',
  typing: 'typing',
  presence: 'presence',
  'room:users': 'users',
  'room:joined': 'join',
  'room:left': 'exit',
};

/** The frames of contract section 4. */
export const RAW_FRAMES: RawDialect = {
  textOf({ event }, json) {
    const type = WORDS[event];
    return type === undefined ? null : `{"type":"${type}",${json.slice(1)}`;
  },
  answerOf: (frame) => JSON.stringify(frame),
};

export const frameOf = (frame: ServerFrame | FileServerFrame): Frames => textFrames([JSON.stringify(frame)]);
