import type { WireEvent } from '../../shared/events.js';
import type { FileServerFrame } from '../../shared/file-frames.js';
import type { RawDialect } from '../wire/dialect.js';

/** What is said in the chat itself is not for these sockets. */
const WORDS: Partial<Record<WireEvent, FileServerFrame['type']>> = {
  'transfer:accepted': 'accepted',
  'transfer:declined': 'declined',
  'transfer:progress': 'progress',
  'transfer:paused': 'paused',
  'transfer:done': 'done',
  'transfer:failed': 'failed',
};

/** The frames of contract section 6.3. `type` is the kind of a frame there, so the media type has another name. */
export const FILE_FRAMES: RawDialect = {
  textOf({ event, payload }, json) {
    if (event === 'transfer:offered') {
      const { type: mime, ...offer } = payload as { type: string };
      return JSON.stringify({ type: 'offered', ...offer, mime });
    }
    const type = WORDS[event];
    return type === undefined ? null : `{"type":"${type}",${json.slice(1)}`;
  },
  answerOf: (frame) => JSON.stringify(frame),
};
