import { Pair } from '../load/passing.js';
import { Cast } from './cast.js';
import type { Stage } from './stage.js';

/** Two new people who pass files to each other on the server. */
export async function newPair(stage: Stage): Promise<Pair> {
  const { port } = await stage.server();
  const cast = new Cast(await stage.sql(), stage.jwtSecret);
  const [ada, bob] = await cast.people(2);
  const [chat] = await cast.privateChats([[ada!, bob!]]);
  return Pair.meet({ port, token: ada!.token }, { port, token: bob!.token }, chat!);
}
