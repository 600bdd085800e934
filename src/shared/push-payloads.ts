/** What a device is told while nobody looks, for its service worker to show. */
export interface PushMessage {
  type: 'message';
  chat_id: number;
  seq: number;
  title: string;
  body: string;
  time: string;
}

/** It was read on another device: what is shown of the chat goes away. */
export interface PushRead {
  type: 'read';
  chat_id: number;
  up_to: number;
}

export type Push = PushMessage | PushRead;
