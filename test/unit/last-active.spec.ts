import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { LastActive } from '../../src/auth/sessions/last-active.js';

const [ADAS_PHONE, BOBS_PAGE] = [1, 2];

describe('when devices were last used', () => {
  let written: number[][];
  let lastActive: LastActive;
  beforeEach(() => {
    written = [];
    const query = (_sql: string, [ids]: [number[]]) => Promise.resolve(void written.push(ids));
    lastActive = new LastActive({ query } as unknown as DataSource);
  });
  afterEach(() => lastActive.beforeApplicationShutdown());

  const used = async (seconds: number, ...devices: number[]) => {
    for (const device of devices) lastActive.touch(device, 1_000 * seconds);
    await lastActive.write(1_000 * seconds);
  };

  it('is written for all of them at once, and for each once a minute at most', async () => {
    await used(0, ADAS_PHONE, ADAS_PHONE, BOBS_PAGE);
    await used(30, ADAS_PHONE);
    await used(59, ADAS_PHONE, BOBS_PAGE);

    expect(written).toEqual([[ADAS_PHONE, BOBS_PAGE]]);
  });

  it('is written again for whoever is still here after the minute, whatever others did', async () => {
    await used(0, ADAS_PHONE);
    await used(40, BOBS_PAGE);
    await used(61, ADAS_PHONE, BOBS_PAGE);
    await used(99, ADAS_PHONE, BOBS_PAGE);
    await used(101, BOBS_PAGE);

    expect(written).toEqual([[ADAS_PHONE], [BOBS_PAGE], [ADAS_PHONE], [BOBS_PAGE]]);
  });
});
