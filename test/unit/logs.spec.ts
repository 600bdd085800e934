import { Logger } from '@nestjs/common';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { createLog } from '../../src/telemetry/log.js';
import { NestLog } from '../../src/telemetry/nest-log.js';
import { readableLog } from '../../src/telemetry/readable-log.js';
import { SampledLogger } from '../../src/telemetry/sampled-logger.js';
import { Sampler } from '../../src/telemetry/sampler.js';

describe('the log', () => {
  let said = '';
  const log = createLog({ mode: 'production' }, { write: (line) => void (said += line) });
  const lines = () =>
    said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, never>);
  beforeEach(() => {
    said = '';
    Logger.overrideLogger(new NestLog(log));
  });
  afterAll(() => Logger.overrideLogger(false));

  it('keeps one event in one line, whatever a name contains', () => {
    log.info({ username: '\u001b[2J\n{"level":"fatal"}' }, 'signed in');

    expect(lines()).toHaveLength(1);
    expect(said).not.toContain('\u001b');
  });

  it('hides what is secret or private, also inside', () => {
    const secrets = { password: 'canary', headers: { authorization: 'canary', cookie: 'canary' }, text: 'canary' };
    log.info({ ...secrets, input: { body: { text: 'canary' }, token: 'canary' } }, 'hello');

    expect(said).toContain('[hidden]');
    expect(said).not.toContain('canary');
  });

  it('tells what an error is, without the parameters and rows that a database error carries', () => {
    const driver = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (text)=(canary) exists.' });
    log.error({ err: new QueryFailedError('INSERT INTO messages', ['canary'], driver) }, 'not stored');

    expect(lines()[0]).toMatchObject({ err: { type: 'QueryFailedError', message: 'duplicate key', code: '23505' } });
    expect(said).not.toContain('canary');
  });

  it('takes what Nest says in all its ways', () => {
    const logger = new Logger('Chats');
    logger.error({ err: new Error('lost'), chat_id: 7 }, 'A listener failed');
    logger.warn('plain words');
    logger.error(new Error('alone'));
    logger.error('with a stack', new Error('old style').stack);

    expect(lines()).toMatchObject([
      { level: 'error', context: 'Chats', msg: 'A listener failed', chat_id: 7, err: { message: 'lost' } },
      { level: 'warn', context: 'Chats', msg: 'plain words' },
      { level: 'error', context: 'Chats', err: { message: 'alone' } },
      { level: 'error', context: 'Chats', msg: 'with a stack', stack: expect.stringContaining('old style') },
    ]);
  });

  it('gives a flood of bad input a few lines and counts the rest', () => {
    const bad = new SampledLogger('Sockets');
    for (let n = 0; n < 10_000; n++) bad.warn('A frame was not understood', { user_id: n });

    expect(lines().length).toBeGreaterThan(0);
    expect(lines().length).toBeLessThanOrEqual(100);
  });

  it('is for eyes on a terminal, where nothing in a value can move the cursor', () => {
    let shown = '';
    const readable = createLog(
      { mode: 'development' },
      readableLog((text) => (shown += text)),
    );
    readable.warn({ name: '\u001b[2J\u202egnp', err: new Error('x\u001b[31m') }, 'look');

    expect(shown).toContain('look name="\\u001b[2J');
    const plain = shown.replaceAll('\u001b[33m', '').replaceAll('\u001b[0m', '');
    expect(plain).not.toContain('\u001b');
    expect(plain).not.toContain('\u202e');
  });
});

describe('a sampler', () => {
  it('lets the first few through, then one count after each pause', () => {
    const sampler = new Sampler(2);
    const at = (ms: number) => sampler.heldBefore('bad', ms);

    expect([at(0), at(1), at(2), at(3), at(10_001), at(10_002)]).toEqual([0, 0, null, null, 2, 0]);
  });

  it('counts each kind by itself and remembers only so many kinds', () => {
    const sampler = new Sampler(1);

    const shown = Array.from({ length: 5000 }, (_, n) => sampler.heldBefore(`kind ${n}`, 0));

    expect(shown).toEqual(shown.map(() => 0));
    expect((sampler as unknown as { windows: Map<string, unknown> }).windows.size).toBeLessThanOrEqual(1000);
  });
});
