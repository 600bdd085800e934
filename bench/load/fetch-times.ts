import { Agent, get, type RequestOptions } from 'node:http';
import { cpuBetween, cpuSecondsOf } from './cpu.js';
import { quantile } from './numbers.js';
import type { Fetch, Fetched } from './orders.js';

/** The same GET again and again on one connection, each after the answer to the one before. */
export async function fetchTimes({ port, path, token, times, watched }: Fetch): Promise<Fetched> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { authorization: `Bearer ${token}` };
  const whole: number[] = [];
  const inside: number[] = [];
  const before = cpuSecondsOf(watched);
  for (let i = 0; i < times; i++) {
    const since = performance.now();
    const timing = await fetchOnce({ host: '127.0.0.1', port, path: encodeURI(path), agent, headers });
    whole.push(performance.now() - since);
    inside.push(timing);
  }
  agent.destroy();
  const cpu = cpuBetween(before, cpuSecondsOf(watched));
  return { p50: quantile(whole, 0.5), p99: quantile(whole, 0.99), inside: quantile(inside, 0.5), cpu };
}

/** Answers with the milliseconds that the server itself says it took, or NaN. */
const fetchOnce = (request: RequestOptions): Promise<number> =>
  new Promise((resolve, reject) => {
    get(request, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode !== 200)
          reject(new Error(`GET ${request.path} was answered with ${response.statusCode}`));
        resolve(Number(/dur=([\d.]+)/.exec(String(response.headers['server-timing']))?.[1]));
      });
    }).on('error', reject);
  });
