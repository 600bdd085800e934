import { createECDH } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { isPushKey, newPushKey } from '../../src/config/push-key.js';
import { readEnvironment } from '../../src/config/env.js';
import { encrypted } from '../../src/push/encrypted.js';
import { isPublic, isPushAddress, publicLookup } from '../../src/push/public-address.js';
import { Vapid } from '../../src/push/vapid.js';

const bytes = (text: string) => Buffer.from(text, 'base64url');

describe('a message to a browser', () => {
  it('is sealed as the example of RFC 8291', () => {
    const sender = createECDH('prime256v1');
    sender.setPrivateKey(bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'));
    const receiver = {
      public_key: bytes('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
      auth_secret: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
    };

    const sealed = encrypted('When I grow up, I want to be a watermelon', receiver, {
      salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'),
      sender,
    });

    expect(sealed.toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    );
  });

  it('is never sealed the same way twice', () => {
    const browser = createECDH('prime256v1');
    const receiver = { public_key: browser.generateKeys(), auth_secret: Buffer.alloc(16) };

    expect(encrypted('Hello', receiver)).not.toEqual(encrypted('Hello', receiver));
  });
});

describe('the key by which push services know this server', () => {
  it('is one of P-256, and no other text is', () => {
    const key = newPushKey();

    expect(isPushKey(key)).toBe(true);
    expect([key.slice(1), `${key}A`, 'A'.repeat(43), '_'.repeat(43), 'not base64!'].filter(isPushKey)).toEqual([]);
  });

  it('is named to browsers as its public half only', () => {
    const key = newPushKey();
    const { publicKey } = new Vapid({ pushKey: key } as Config);

    expect(bytes(publicKey!)).toHaveLength(65);
    expect(publicKey).not.toContain(key);
    expect(new Vapid({ pushKey: undefined } as Config).publicKey).toBeNull();
  });
});

describe('the address of a push service', () => {
  it.each(['https://fcm.googleapis.com/fcm/send/x', 'https://push.example.org:443/x', 'https://93.184.216.34/x'])(
    'may be %s',
    (address) => expect(isPushAddress(address, false)).toBe(true),
  );

  it.each([
    'http://push.example.org/x',
    'https://localhost/x',
    'https://intranet/x',
    'https://ada:secret@push.example.org/x',
    'https://push.example.org:8443/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://10.1.2.3/x',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://[64:ff9b::7f00:1]/x',
    'https://[fd00::1]/x',
    'ftp://push.example.org/x',
    'javascript:alert(1)',
  ])('may not be %s', (address) => expect(isPushAddress(address, false)).toBe(false));

  it('may be on this machine only where that is switched on, which production refuses', () => {
    const production = { NODE_ENV: 'production', PUSH_TO_LOOPBACK: 'on' };

    expect([true, false].map((on) => isPushAddress('http://127.0.0.1:9/x', on))).toEqual([true, false]);
    expect(isPushAddress('http://10.0.0.1/x', true)).toBe(false);
    expect(() => readEnvironment(production)).toThrow(/PUSH_TO_LOOPBACK is on, which is for tests only/);
  });

  it('leads nowhere when its name does not lead to the public internet', async () => {
    const found = (name: string, orLoopback: boolean) =>
      new Promise((answer) => {
        publicLookup(orLoopback)(name, { all: true }, (error, addresses) => answer(error ? error.message : addresses));
      });

    expect(await found('localhost', false)).toBe('This is no address of the public internet.');
    expect(await found('localhost', true)).toContainEqual(expect.objectContaining({ address: '127.0.0.1' }));
  });

  it.each([
    '0.0.0.0',
    '100.64.0.1',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    'fe80::1',
    '2001:db8::1',
    '2002:7f00:1::',
  ])('%s is not on the public internet', (address) => expect(isPublic(address)).toBe(false));
});
