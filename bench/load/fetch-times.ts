import { Agent, get, type RequestOptions } from 'node:http';
import { cpuBetween, cpuSecondsOf } from './cpu.js';
import { quantile } from './numbers.js';
import type { Fetch, Fetched } from './orders.js';

/**
 * The same GET again and again on one connection, each after the answer to the one before. `inside` is what the other
 * side says that making the answer took, by `Server-Timing`: NaN where it says nothing.
 */
export async function fetchTimes({ port, path, token, times, watched }: Fetch): Promise<Fetched> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { authorization: `Bearer ${token}` };
  const took: number[] = [];
  const inside: number[] = [];
  const before = cpuSecondsOf(watched);
  for (let i = 0; i < times; i++) {
    const since = performance.now();
    const timing = await fetchOnce({ host: '127.0.0.1', port, path: encodeURI(path), agent, headers });
    took.push(performance.now() - since);
    inside.push(timing);
  }
  agent.destroy();
  const cpu = cpuBetween(before, cpuSecondsOf(watched));
  return { p50: quantile(took, 0.5), p99: quantile(took, 0.99), inside: quantile(inside, 0.5), cpu };
}

const fetchOnce = (request: RequestOptions): Promise<number> =>
  new Promise((resolve, reject) => {
    get(request, (response) => {
      const { statusCode, headers } = response.resume();
      if (statusCode !== 200) reject(new Error(`GET ${request.path} was answered with ${statusCode}`));
      response.on('end', () => resolve(durationIn(headers['server-timing'])));
    }).on('error', reject);
  });

const durationIn = (timing: string | string[] | undefined): number =>
  Number(/dur=([\d.]+)/.exec(String(timing))?.[1] ?? Number.NaN);
