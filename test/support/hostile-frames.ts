import { randomBytes } from 'node:crypto';

/** One WebSocket frame as a client may send it, right or wrong (RFC 6455 section 5.2). */
export function frame(opcode: number, payload: Buffer | string, { fin = true, mask = true } = {}): Buffer {
  const data = Buffer.from(payload);
  const long = data.length > 125;
  const head = Buffer.alloc(long ? 4 : 2);
  head[0] = (fin ? 0x80 : 0) | opcode;
  head[1] = (mask ? 0x80 : 0) | (long ? 126 : data.length);
  if (long) head.writeUInt16BE(data.length, 2);
  if (!mask) return Buffer.concat([head, data]);
  const key = randomBytes(4);
  for (const [index, byte] of data.entries()) data[index] = byte ^ key[index % 4]!;
  return Buffer.concat([head, key, data]);
}

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** What no field of ours may be. */
export const WRONG_VALUES = [
  null,
  true,
  0,
  -1,
  1.5,
  Infinity,
  '',
  [],
  {},
  { $ne: '' },
  ['x'],
  '\0',
  '\ud800',
  'x'.repeat(20_000),
];

/** Texts that are no frame of `ws/chat/<id>/`: each is answered with an error, and the socket stays open. */
export const BAD_FRAMES = [
  '',
  'hello',
  '{',
  'null',
  '7',
  '"message"',
  '[]',
  '{}',
  '{"type":null}',
  '{"type":7}',
  '{"type":["message"]}',
  '{"type":"__proto__"}',
  '{"type":"constructor"}',
  '{"type":"toString"}',
  '{"type":"nothing"}',
  '{"type":"message"}',
  '{"type":"message","text":"   "}',
  '{"type":"message","text":"\\u200b\\u200d"}',
  `{"type":"message","text":"${'x'.repeat(4001)}"}`,
  '{"type":"message","text":"\\u0000"}',
  '{"type":"message","text":"\\ud800"}',
  '{"type":"message","text":"ok","client_id":""}',
  `{"type":"message","text":"ok","client_id":"${'x'.repeat(65)}"}`,
  '{"type":"message","text":"ok","client_id":7}',
  '{"message":7}',
  '{"message":""}',
  '{"type":"read","up_to":-1}',
  '{"type":"read","up_to":"1"}',
  '{"type":"read","up_to":1e309}',
  '{"type":"read","up_to":2147483648}',
  '{"type":"history"}',
  '{"type":"history","after":-1}',
  '{"type":"history","after":99999999999}',
  '{"type":"auth"}',
  '{"type":"auth","token":7}',
  `{"type":"auth","token":"${'x'.repeat(5000)}"}`,
  `{"type":"message","text":${deep(20_000)}}`,
  `{"type":"message","text":"ok","more":${deep(1000)}}`,
  '{"__proto__":{"type":"message","text":"polluted"}}',
];

/** Packets that no client of Socket.IO sends: the server may answer, ignore or hang up, and goes on for all others. */
export const BAD_PACKETS = [
  '',
  '9',
  '4',
  '4x',
  '42',
  '42x',
  '42[]',
  '42[null]',
  '42[7]',
  '42[{}]',
  '42["message:send"]',
  '42["message:send",null]',
  '42["message:send",1,2,3,4]',
  `42["message:send",${deep(5000)}]`,
  '42["__proto__",{}]',
  '42["constructor",{}]',
  '42["hasOwnProperty",{}]',
  '42["disconnect"]',
  '42["error",{}]',
  '421["message:send",{"chat_id":1e309,"text":"x"}]',
  '4299999999999999999999["message:send",{}]',
  '43[]',
  '430[]',
  '43999["x"]',
  '44{}',
  '40{"token":"x"}',
  '40/admin,',
  '42/admin,["x"]',
  '451-["x",{"_placeholder":true,"num":0}]',
  '450-["x"]',
  '451000-["x"]',
  '45-["x"]',
  '46-[]',
  '1',
  '2',
  '3',
  '5',
  '6',
  'b4AAAA',
];
