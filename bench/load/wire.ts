export interface Client {
  token: string;
  /** The chat that a raw socket is for. */
  chat_id: number;
  /** Where this one connects, if not where the others do. */
  port?: number;
  /** What a floor subscribes the client to; the server knows it from its database. */
  chats: number[];
}

export interface Draft {
  chat_id: number;
  text: string;
  client_id: string;
}

/** How one kind of socket says the same things. */
export interface Wire {
  path(client: Client): string;
  headers(client: Client): string[];
  /** Whether this frame says that the client is subscribed; without it the upgrade itself says so. */
  isWelcome?(data: Buffer, start: number): boolean;
  isRefusal(data: Buffer, start: number, end: number): boolean;
  /** Told by a byte or two, because the generator does it for every delivery. */
  isMessage(data: Buffer, start: number): boolean;
  /** What the wire has to say to this frame, such as a pong. */
  answer(data: Buffer, start: number, client: Client): string | undefined;
  draft(draft: Draft): string;
}

const at = (text: string, character: string) => ({ place: text.indexOf(character), code: character.charCodeAt(0) });
const NEW = at('42["message:new"', 'n');
const RAW = at('{"type":"message"', 'm');
const has = (data: Buffer, start: number, end: number, text: string) => {
  const found = data.indexOf(text, start, 'latin1');
  return found !== -1 && found < end;
};
const code = (character: string) => character.charCodeAt(0);

/** Engine.io 4 and Socket.IO 5 over one WebSocket, as text. */
const socketIo: Wire = {
  path: () => '/socket.io/?EIO=4&transport=websocket',
  headers: () => [],
  isWelcome: (data, start) => data[start] === code('4') && data[start + 1] === code('0'),
  isRefusal: (data, start, end) =>
    data[start] === code('4') &&
    (data[start + 1] === code('4') || (data[start + 1] === code('3') && has(data, start, end, '"ok":false'))),
  isMessage: (data, start) => data[start + NEW.place] === NEW.code && data[start + 1] === code('2'),
  answer: (data, start, { token, chats }) => {
    if (data[start] === code('2')) return '3';
    return data[start] === code('0') ? `40${JSON.stringify({ token, chats })}` : undefined;
  },
  draft: (draft) => `420${JSON.stringify(['message:send', draft])}`,
};

const raw: Wire = {
  path: ({ chat_id }) => `/ws/chat/${chat_id}/`,
  headers: ({ token }) => [`Authorization: Bearer ${token}`],
  isRefusal: (data, start, end) => has(data, start, end, '"type":"error"'),
  isMessage: (data, start) => data[start + RAW.place] === RAW.code,
  answer: () => undefined,
  draft: ({ text, client_id }) => JSON.stringify({ type: 'message', text, client_id }),
};

export const WIRES = { 'Socket.IO': socketIo, 'raw ws': raw };
export type WireName = keyof typeof WIRES;
