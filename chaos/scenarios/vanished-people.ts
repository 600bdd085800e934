import { call } from '../load/call.js';
import { openRaw } from '../load/doors.js';
import { row, within } from '../report/promise.js';
import { soon, timeUntil } from '../stage/soon.js';
import type { Scenario } from './scenario.js';
import { withStage } from './with-stage.js';

export const vanishedPeople: Scenario = {
  name: 'presence',
  title: 'An instance is killed with people online',
  play: (pace) =>
    withStage(pace, {}, async (stage) => {
      const people = await stage.people(pace.quick ? 30 : 99);
      const [twice, ...once] = people;
      const chat = await stage.group(people);
      const [here, there] = stage.ports as [number, number];
      const sockets = await Promise.all(people.map(({ token }) => openRaw(here, chat, token)));
      sockets.push(await openRaw(there, chat, twice!.token));
      const online = async () => {
        const caller = { url: stage.urls[1]!, token: twice!.token };
        const path = `/group/${chat}/members/?limit=200`;
        const { results } = await call<{ results: { user_id: number; is_online: boolean }[] }>(caller, 'GET', path);
        return new Set(results.filter(({ is_online }) => is_online).map(({ user_id }) => user_id));
      };
      await soon(async () => (await online()).size === people.length);
      let blinks = 0;
      await stage.instances[0]!.kill();
      const ms = await timeUntil(
        async () => {
          const now = await online();
          if (!now.has(Number(twice!.id))) blinks++;
          return !once.some(({ id }) => now.has(Number(id)));
        },
        60_000,
        100,
      );
      pace.say(`${once.length} people were shown online for ${Math.round(ms)} ms after the kill`);
      for (const socket of sockets) socket.terminate();
      await stage.instances[0]!.start();
      return [
        within('R10', `${once.length} people of a killed instance are offline`, ms, 30_000),
        row('R10', 'somebody with a device elsewhere was seen offline', '0 times', String(blinks), !blinks),
      ];
    }),
};
