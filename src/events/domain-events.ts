import type { SessionEnd } from '../shared/events.js';
import type { ChatChange, MemberLeft, MembersJoined } from '../shared/group-payloads.js';
import type { ServerChange } from '../shared/server-payloads.js';
import type { LiveMessage, ReadReceipt, Typing } from '../shared/payloads.js';
import type {
  Passed,
  TransferAccepted,
  TransferDeclined,
  TransferDone,
  TransferFailed,
  TransferOffer,
  TransferPaused,
  TransferProgress,
} from '../shared/transfer-payloads.js';

/** Between whom a file passes. `device` of the recipient is null until one of theirs has taken the offer. */
interface Hands {
  sender: number;
  device: { session_id: number; connection_id: string } | null;
}

/** Where the chat is a server: all of its channels, to which the same happened at once. */
interface OfServer {
  channel_ids?: number[];
}

/** Facts, in the past tense, published after commit. Whoever wants to know listens; nobody is called. */
export interface DomainEvents {
  /** Everything that one commit stored, in the order of `seq` within each chat. */
  'messages sent': LiveMessage[];
  /** `shown: false` when the reader has switched receipts off: then only their own devices hear of it. */
  'chat read': ReadReceipt & { shown: boolean };
  /** Nothing is stored. `kind` decides who hears it: in a private chat everyone, elsewhere those who look at the chat. */
  'typing started': Typing & {
    kind: 'private' | 'group' | 'channel';
    /** Members who block the sender, or are blocked by them: they hear nothing. */
    apart: number[];
  };
  /** A chat that was not there before, with its first members. */
  'chat opened': { chat_id: number; user_ids: number[] };
  /** They hear the chat from now on. A request that adds many is one fact. */
  'member joined': MembersJoined & OfServer;
  'member left': MemberLeft & OfServer;
  /** Its name, description, icon or rules; only what changed. */
  'chat changed': Omit<ChatChange, 'roles' | 'requests' | 'muted_until'>;
  /** One request changes two roles when a group is handed over. */
  'role changed': Required<Pick<ChatChange, 'chat_id' | 'roles'>>;
  /** How many ask to join a group now, and who may decide about it. */
  'join requests changed': { chat_id: number; requests: number; admin_ids: number[] };
  'chat muted': Required<Pick<ChatChange, 'chat_id' | 'muted_until'>> & { user_id: number };
  /** Beside it, 'chat muted' for each of its channels. */
  'server muted': Required<Pick<ServerChange, 'server_id' | 'muted_until'>> & { user_id: number };
  /** It is gone, with everything that was said in it. */
  'chat ended': { chat_id: number } & OfServer;
  'server changed': Omit<ServerChange, 'muted_until'>;
  /** How many members a public server has now. */
  'server counted': { server_id: number; num_members: number };
  /** All members of the server are members of the new chat. */
  'channel opened': { chat_id: number; server_id: number };
  'person blocked': { blocker_id: number; blocked_id: number };
  'person unblocked': { blocker_id: number; blocked_id: number };
  'file offered': TransferOffer & { user_ids: number[] };
  /** `first`: before this, every device of the recipient had the offer. */
  'transfer accepted': TransferAccepted & Hands & { first: boolean };
  'transfer declined': TransferDeclined & Hands;
  'transfer progressed': TransferProgress & Hands;
  'transfer paused': TransferPaused & Hands;
  'transfer done': TransferDone & Hands;
  'transfer failed': TransferFailed & Hands;
  /** It is over for everybody to whom it was offered. */
  'file passed': Passed;
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
