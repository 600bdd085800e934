import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromiumPath } from '../../test/support/browser.js';
import { temporaryFolder } from '../../test/support/guard.mjs';
import { hashOf, makeFile } from '../load/great-file.js';
import { growthOf } from '../load/resident.js';
import { figure, type Row } from '../report/row.js';
import { FilePeople } from '../stage/file-people.js';
import { newPair } from '../stage/new-pair.js';
import type { Stage } from '../stage/stage.js';
import type { Scenario } from './scenario.js';

const MB = 2 ** 20;
const MOST_MB = 64;
const SLOW = 200_000;

interface Ground {
  stage: Stage;
  pid: number;
  port: number;
  folder: string;
  size: number;
  isQuick: boolean;
}

/** What a file does between real programs: it arrives whole, however it goes and however often it is cut, and the server stays as it was. */
export const files: Scenario = {
  name: 'files',
  title: 'Files between browsers, curl and ws/file: whole, also after a cut, and the memory of the server beside them',
  async play(stage, { ms, fileSize }) {
    const isQuick = ms < 1000;
    const { pid, port } = await stage.server();
    const size = isQuick ? 64 * MB : fileSize;
    const ground: Ground = { stage, pid, port, folder: temporaryFolder('files'), size, isQuick };
    if (!chromiumPath()) return [figure('left out: no Chromium runs here', '', 0), ...(await slowRecipient(ground))];
    return [
      ...(await betweenBrowsers(ground)),
      ...(await byPrograms(ground)),
      ...(await bothCut(ground)),
      ...(await slowRecipient(ground)),
    ];
  },
};

const sizeOf = ({ size }: Ground): string => (size >= 1024 * MB ? `${size / 1024 / MB} GiB` : `${size / MB} MiB`);

/** 1 where what arrived is what was sent. */
const whole = (way: string, sent: string, arrived: string): Row =>
  figure(`${way}: hashes equal`, '', sent === arrived ? 1 : 0, { least: 1 }, arrived.slice(0, 16));

const memory = (way: string, grown: number): Row =>
  figure(`${way}: memory above before, at its peak`, 'MB', grown, { most: MOST_MB });

async function betweenBrowsers(ground: Ground): Promise<Row[]> {
  const { pid, port, folder, size } = ground;
  const people = await FilePeople.meet(port, false);
  const [way, path] = [`browser to browser, ${sizeOf(ground)}`, join(folder, 'great.bin')];
  const sent = await makeFile(path, size);
  const began = performance.now();
  const { grown, result } = await growthOf(pid, async () => {
    await people.choose(path);
    const download = await people.take('great.bin');
    await Promise.all([people.arrives('great.bin'), people.isSent('great.bin')]);
    return download;
  });
  const speed = size / 1e6 / ((performance.now() - began) / 1000);
  const arrived = await hashOf(await result.path());
  await people.part();
  return [whole(way, sent, arrived), memory(way, grown), figure(`${way}: speed`, 'MB/s', speed)];
}

async function byPrograms(ground: Ground): Promise<Row[]> {
  const { pid, port, folder, size } = ground;
  const people = await FilePeople.meet(port, false);
  const path = join(folder, 'great.bin');
  const sent = await hashOf(path);
  const toBrowser = await growthOf(pid, () => curlToBrowser(people, path, size));
  const toSocket = await growthOf(pid, () => browserToSocket(people, path));
  await people.part();
  return [
    whole('curl to browser', sent, toBrowser.result),
    memory('curl to browser', toBrowser.grown),
    whole('browser to ws/file', sent, toSocket.result),
    memory('browser to ws/file', toSocket.grown),
  ];
}

async function curlToBrowser(people: FilePeople, path: string, size: number): Promise<string> {
  const ada = await people.program('ada');
  ada.say({ type: 'offer', name: 'by-curl.bin', size });
  const { transfer_id } = await ada.heard('offer_made');
  // A download begins when the first bytes come.
  const taken = people.take('by-curl.bin');
  const { user_id } = await ada.heard('accepted');
  const url = `http://127.0.0.1:${people.port}/transfer/${transfer_id}/?to=${user_id}&offset=0`;
  const curl = ['-sS', '--fail', '-H', `Authorization: Bearer ${people.tokens.ada}`, '-T', path, url];
  await promisify(execFile)('curl', curl);
  await people.arrives('by-curl.bin');
  ada.socket.close();
  return hashOf(await (await taken).path());
}

async function browserToSocket(people: FilePeople, path: string): Promise<string> {
  const bob = await people.program('bob');
  const hash = createHash('sha256');
  bob.onBytes = (bytes) => hash.update(bytes);
  await people.choose(path);
  const { transfer_id } = await bob.heard('offered');
  bob.say({ type: 'accept', transfer_id });
  await bob.heard('done');
  bob.socket.close();
  return hash.digest('hex');
}

/** Both connections of both browsers, twice; nobody touches a page. */
async function bothCut({ port, folder, isQuick }: Ground): Promise<Row[]> {
  const people = await FilePeople.meet(port, true);
  const [path, size] = [join(folder, 'cut.bin'), (isQuick ? 24 : 192) * MB];
  const sent = await makeFile(path, size);
  await people.pace(size / 12);
  await people.choose(path);
  const download = await people.take('cut.bin');
  for (const percent of [20, 60]) {
    await people.flows('cut.bin', percent);
    people.line.cut();
  }
  await Promise.all([people.arrives('cut.bin'), people.isSent('cut.bin')]);
  const rows = [
    whole('both connections cut twice, browser to browser', sent, await hashOf(await download.path())),
    figure('… downloads that it took', '', people.downloads.length, { most: 1 }),
  ];
  await people.part();
  return rows;
}

/** Over HTTP and over ws/file at the same time. */
async function slowRecipient({ stage, pid, isQuick }: Ground): Promise<Row[]> {
  const ms = isQuick ? 5_000 : 60_000;
  const [over, through] = [await newPair(stage), await newPair(stage)];
  const { grown } = await growthOf(pid, async () => {
    await Promise.all([over.passByHttp(1024 * MB, SLOW, ms), through.passBySocket(1024 * MB, SLOW, ms)]);
  });
  over.close();
  through.close();
  return [memory(`1 GiB to recipients of 200 kB/s, by HTTP and by ws/file, ${ms / 1000} s`, grown)];
}
