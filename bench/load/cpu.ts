import { readdirSync, readFileSync } from 'node:fs';

/** Processes by the name under which their CPU is reported, such as { server: 4711 }; their children are counted too. */
export type Watched = Record<string, number>;
export type CpuSeconds = Record<string, number>;

/** CPU seconds that these processes have used so far, with all threads and children. Reads /proc, so Linux only. */
export const cpuSecondsOf = (watched: Watched): CpuSeconds =>
  Object.fromEntries(Object.entries(watched).map(([name, pid]) => [name, secondsOfFamily(pid)]));

/** What was used between two readings. */
export const cpuBetween = (before: CpuSeconds, after: CpuSeconds): CpuSeconds =>
  Object.fromEntries(Object.keys(after).map((name) => [name, after[name]! - before[name]!]));

function secondsOfFamily(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return sum([pid, ...children].map(secondsOf)) + secondsOfEndedChildren(pid);
}

/** schedstat counts nanoseconds, where stat counts hundredths of a second. */
function secondsOf(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return (
      sum(threads.map((id) => Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]))) / 1e9
    );
  } catch {
    // It has ended since it was listed; its parent counts it from now on.
    return 0;
  }
}

export const parentOf = (pid: number): number => Number(statOf(pid)[1]);

/** The backends of PostgreSQL come and go with the pools: cutime and cstime, fields 16 and 17, in hundredths. */
function secondsOfEndedChildren(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** The fields from the third one on: the first two are the pid and the name, which may have spaces. */
const statOf = (pid: number): string[] => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ');

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);
