import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { iconBody } from '../../src/icons/icon-body.js';

const upload = () => Object.assign(new PassThrough(), { headers: { 'content-type': 'image/png' } });
const read = (body: PassThrough) => iconBody(body as unknown as IncomingMessage);

describe('the body of a picture', () => {
  afterEach(() => void jest.useRealTimers());

  it('is read in as many pieces as it comes', async () => {
    const body = upload();
    const bytes = read(body);
    for (const piece of ['a', 'b', 'c']) body.write(piece);
    body.end();

    expect((await bytes).toString()).toBe('abc');
  });

  it('is kept only up to what shows that it is too large', async () => {
    const body = upload();
    const bytes = read(body);
    body.end(Buffer.alloc(900_000));

    expect(await bytes).toHaveLength(16_385);
  });

  it('has ten seconds to arrive', async () => {
    jest.useFakeTimers();
    const body = upload();
    const bytes = read(body);
    body.write('a');

    jest.advanceTimersByTime(9_999);
    expect(body.destroyed).toBe(false);
    jest.advanceTimersByTime(1);

    await expect(bytes).rejects.toMatchObject({ code: 'invalid_input', detail: expect.stringContaining('too long') });
    expect(body.destroyed).toBe(true);
  });

  it('that breaks off is the sender’s failure and not ours', async () => {
    const body = upload();
    const bytes = read(body);
    body.destroy(new Error('aborted'));

    await expect(bytes).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
