import type { SessionEnd } from '../shared/events.js';
import type { LiveMessage, ReadReceipt, Typing } from '../shared/payloads.js';

/** Facts, in the past tense, published after commit. Whoever wants to know listens; nobody is called. */
export interface DomainEvents {
  /** Everything that one commit stored, in the order of `seq` within each chat. */
  'messages sent': LiveMessage[];
  /** `shown: false` when the reader has switched receipts off: then only their own devices hear of it. */
  'chat read': ReadReceipt & { shown: boolean };
  /** Nothing is stored. `kind` decides who hears it: in a private chat everyone, elsewhere those who look at the chat. */
  'typing started': Typing & { kind: 'private' | 'group' | 'channel' };
  'chat opened': { chat_id: number; user_ids: number[] };
  'member left': { chat_id: number; user_id: number };
  'session ended': { session_id: number; user_id: number; reason: SessionEnd };
  'privacy changed': {
    user_id: number;
    lastseen_visible: boolean;
    receipts_visible: boolean;
    typing_visible: boolean;
  };
  /** Whether others may see when this person is here. */
  'presence shown': { user_id: number };
  'presence hidden': { user_id: number };
  /** Of this person on one instance; they may be back at once, or connected elsewhere. */
  'last connection ended': { user_id: number; ms_ago: number };
  'came online': { user_id: number };
  'went offline': { user_id: number };
}
