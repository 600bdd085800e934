/** What a client asked for, and what became of it as far as it knows. */
export interface Operation {
  sender: number;
  chat: number;
  /** Unique in the run; it is the text and the client_id of the message. */
  key: string;
  /** Times of one clock, in ms. */
  invoked: number;
  ended?: number;
  outcome: 'unknown' | 'acknowledged' | 'failed';
  /** What the acknowledgement said. */
  id?: number;
  seq?: number;
  tries: number;
}

/** A message as the public API shows it. */
export interface Shown {
  seq: number;
  id: number;
  key: string;
  kind: string;
}

/** What one client has seen of one chat, in the order in which it showed it. */
export interface View {
  watcher: string;
  chat: number;
  shown: Shown[];
  /** Messages that came more than once over the same connection. */
  repeated: number;
  /** Times that a number was left out and the client noticed, which then asked. */
  noticed: number;
}

export interface Evidence {
  operations: Operation[];
  /** By chat, read page by page when all is quiet. */
  stored: Map<number, Shown[]>;
  views: View[];
}
