import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AllChats } from '../../src/chats/all-chats.js';
import type { ServerList } from '../../src/chats/server-list.js';
import type { Connections } from '../../src/realtime/connections.js';
import type { Delivery } from '../../src/realtime/delivery.js';
import { insisting } from '../../src/realtime/insisting.js';
import { NewChats } from '../../src/realtime/new-chats.js';

const away = () => Promise.reject<never>(new Error('The database is away.'));

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('what is told only once', () => {
  it('is told when the database is back', async () => {
    const act = jest.fn<() => Promise<string>>().mockImplementationOnce(away).mockImplementationOnce(away);
    act.mockResolvedValue('told');

    const told = insisting(act);
    await jest.advanceTimersByTimeAsync(1000);

    expect(await told).toBe('told');
    expect(act).toHaveBeenCalledTimes(3);
  });

  it('is given up after half a minute, with the last failure', async () => {
    const act = jest.fn(away);

    const failure = insisting(act).catch((error: Error) => error.message);
    await jest.advanceTimersByTimeAsync(35_000);

    expect(await failure).toBe('The database is away.');
    expect(act).toHaveBeenCalledTimes(8);
  });

  it('a new chat is shown to its members, though it could not be read at first', async () => {
    const [row, told] = [{ id: 7 }, jest.fn()];
    const connections = { countOfUser: () => 1, ofUser: () => [{ onlyChat: 3 }] } as unknown as Connections;
    const rowsFor = jest.fn<() => Promise<Map<number, unknown>>>().mockImplementationOnce(away);
    rowsFor.mockResolvedValue(new Map([[1, row]]));
    const chats = new NewChats(
      connections,
      { toUser: told } as unknown as Delivery,
      { rowsFor } as unknown as AllChats,
      { rowsFor: async () => new Map() } as unknown as ServerList,
    );

    chats.add(7, [1]);
    await jest.advanceTimersByTimeAsync(1000);

    expect(told.mock.calls).toEqual([[1, 'chat:added', row]]);
  });
});
