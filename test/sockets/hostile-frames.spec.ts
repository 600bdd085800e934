import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BAD_FRAMES, BAD_PACKETS, frame, WRONG_VALUES } from '../support/hostile-frames.js';
import type { RawClient } from '../support/raw-client.js';
import { SocketTown } from '../support/socket-town.js';

const TEXT = 1;
const BINARY = 2;
const CONTINUATION = 0;

describe('garbage', () => {
  let town: SocketTown;
  let chat: number;
  let canary: RawClient;
  const rejections: unknown[] = [];
  const note = (error: unknown) => void rejections.push(error);
  const bytes = (client: RawClient, ...frames: Buffer[]) =>
    (client.ws as unknown as { _socket: { write(data: Buffer): void } })._socket.write(Buffer.concat(frames));

  beforeAll(async () => {
    process.on('unhandledRejection', note);
    town = await SocketTown.open();
    chat = await town.chat('ada', 'bob');
  });
  beforeEach(async () => void (canary = await town.raw('bob', chat)));
  afterEach(async () => {
    canary.send({ type: 'message', text: 'still here', client_id: `canary ${Math.random()}` });
    await canary.heard('ack');
    await town.hangUp();
    expect(rejections).toEqual([]);
    expect(town.app.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
  afterAll(async () => {
    process.off('unhandledRejection', note);
    await town.close();
  });

  it('on a raw socket is answered with an error each, and the socket stays open', async () => {
    const ada = await town.raw('ada', chat);
    for (const text of BAD_FRAMES) ada.send(text);

    await ada.settled();

    expect(ada.ofType('error')).toHaveLength(BAD_FRAMES.length);
    expect(new Set(ada.ofType('error').map(({ code }) => code))).toEqual(new Set(['invalid_input']));
    expect(canary.texts()).toEqual([]);
    expect(({} as Record<string, unknown>).type).toBeUndefined();
  });

  it('names the message it is about', async () => {
    const ada = await town.raw('ada', chat);

    ada.send({ type: 'message', text: '', client_id: 'a7' });

    expect(await ada.heard('error')).toMatchObject({
      code: 'invalid_input',
      client_id: 'a7',
      fields: { text: ['The message must not be empty.'] },
    });
  });

  it('an older way to say a message is understood', async () => {
    const ada = await town.raw('ada', chat);

    ada.send({ message: 'as the readme says', client_id: 'old' });

    expect(await ada.heard('ack')).toMatchObject({ client_id: 'old' });
    expect(await canary.heard('message')).toMatchObject({ text: 'as the readme says' });
  });

  it('sender, time and number are not for the client to say', async () => {
    const ada = await town.raw('ada', chat);
    const claims = {
      sender: town.id('bob'),
      sender_username: 'bob',
      time: '1999-01-01T00:00:00.000Z',
      seq: 999,
      id: 1,
    };

    ada.send({ type: 'message', text: 'it is me', chat_id: 1, read_by: ['bob'], ...claims });

    const heard = await canary.heard('message');
    expect(heard).toMatchObject({ sender: town.id('ada'), sender_username: 'ada', chat_id: chat, read_by: [] });
    expect([heard.time < '2000', heard.seq, heard.id === 1]).toEqual([false, expect.any(Number), false]);
    expect(heard.seq).toBeLessThan(999);
  });

  it.each([
    ['binary', 1003, frame(BINARY, 'x')],
    ['not UTF-8', 1007, frame(TEXT, Buffer.from([0xff, 0xfe, 0xfd]))],
    ['not masked', 1002, frame(TEXT, 'x', { mask: false })],
    ['of an unknown kind', 1002, frame(7, 'x')],
    ['a continuation of nothing', 1002, frame(CONTINUATION, 'x')],
  ])('a frame that is %s ends that socket with %d', async (_what, code, data) => {
    const ada = await town.raw('ada', chat);

    bytes(ada, data);

    expect(await ada.ended()).toBe(code);
  });

  it('a frame of 64 KiB passes, a longer one is 1009', async () => {
    const ada = await town.raw('ada', chat);
    const filled = (size: number) => `{"type":"ping","x":"${'x'.repeat(size - 22)}"}`;

    ada.send(filled(65_536));
    await ada.heard('pong');
    ada.send(filled(65_537));

    expect(await ada.ended()).toBe(1009);
  });

  it('a message in some fragments arrives, one in a thousand ends its socket', async () => {
    const [some, many] = [await town.raw('ada', chat), await town.raw('ada', chat)];
    const letters = [...'{"type":"message","text":"in pieces"}'];

    bytes(
      some,
      ...letters.map((letter, at) => frame(at ? CONTINUATION : TEXT, letter, { fin: at === letters.length - 1 })),
    );
    bytes(many, frame(TEXT, '{', { fin: false }), ...Array(1000).fill(frame(CONTINUATION, '', { fin: false })));

    expect(await canary.heard('message', ({ text }) => text === 'in pieces')).toBeDefined();
    expect(await many.ended()).toBe(1008);
  });

  it('on Socket.IO hurts at most the one who sends it', async () => {
    for (const packet of BAD_PACKETS) {
      const engine = await town.engine(town.person('ada').phone.access);
      engine.send(packet);
      engine.send(Buffer.from([1, 2, 3]));
      await engine.settled();
    }

    expect(canary.texts()).toEqual([]);
  });

  it('every wrong value of every field of every event is answered', async () => {
    const page = await town.io('ada');
    const right = {
      'message:send': { chat_id: chat, text: 'x', client_id: 'y' },
      'message:read': { chat_id: chat, up_to: 1 },
      'typing:start': { chat_id: chat },
      'chat:open': { chat_id: chat },
      'chat:close': { chat_id: chat },
      sync: { heads: { [chat]: 1 } },
      auth: { token: 'x' },
    };
    for (const [event, input] of Object.entries(right)) {
      for (const field of Object.keys(input)) {
        for (const wrong of WRONG_VALUES) {
          const answer = await page.ask(event, { ...input, [field]: wrong });
          const may =
            answer.ok || ['invalid_input', 'not_found', 'not_authenticated', 'conflict'].includes(answer.code);
          expect([event, field, wrong, may, answer.code]).toEqual([event, field, wrong, true, answer.code]);
          expect(answer.code).not.toBe('internal_error');
        }
      }
      for (const wrong of WRONG_VALUES) expect((await page.ask(event, wrong)).ok).toBe(false);
    }
    for (const name of ['__proto__', 'constructor', 'toString', 'nothing', 'join', 'chat:join']) {
      expect(await page.ask(name, { chat_id: chat })).toMatchObject({ ok: false, code: 'invalid_input' });
    }
  });

  it('an event without an acknowledgement is done all the same, one with binary data is refused', async () => {
    const page = await town.io('ada');

    page.socket.emit('message:send', { chat_id: chat, text: 'no answer wanted' }, undefined as never);
    await canary.heard('message', ({ text }) => text === 'no answer wanted');

    expect(await page.ask('message:send', { chat_id: chat, text: Buffer.from('x') })).toMatchObject({
      ok: false,
      code: 'invalid_input',
    });
    expect(await page.ask('message:send', Buffer.from('x'))).toMatchObject({ ok: false });
  });

  it('random bytes and halves of frames end nothing but their own socket', async () => {
    for (let round = 0; round < 50; round++) {
      const ada = await town.raw('ada', chat);
      const whole = frame(TEXT, JSON.stringify({ type: 'message', text: `round ${round}` }));
      const cut = whole.subarray(0, 1 + (round % (whole.length - 1)));
      bytes(ada, Buffer.from(cut.map((byte, at) => (at % 7 === round % 7 ? byte ^ (1 << (round % 8)) : byte))));
      ada.ws.terminate();
    }
  });
});
