import type { Doors } from '../support/doors.js';
import { actorOf, makeScene, type Place, type Scene, stateOf, WHO, type Who } from './scene.js';
import type { RouteRow } from './routes.js';

/** What somebody is answered, without what differs from one request to the next. */
export interface Heard {
  status: number;
  location: string;
  /** Status, headers and body as one text. */
  bytes: string;
  text: string;
}

export interface Cell {
  route: string;
  row: RouteRow;
  place: Place;
  who: Who;
  expected: string;
}

export const NOBODYS_ID = 2_000_000_001;
const OF_ONE_REQUEST = new Set([
  'date',
  'x-request-id',
  'etag',
  'keep-alive',
  'connection',
  'set-cookie',
  'server-timing',
]);

/** It is another one on every page. */
const SECURITY_TOKEN = /(?<=(?:name="_csrf" value|name="csrf-token" content)=")[^"]*/g;

/** A row as cells, one for each kind of person and place. */
export function cellsOf(route: string, row: RouteRow): Cell[] {
  if (isOfServer(route))
    return [...of(route, row, 'server', row.cells), ...of(route, row, 'public server', row.public ?? row.cells)];
  const inGroup = [
    ...of(route, row, 'group', row.cells),
    ...(isOfChat(route) || row.public ? of(route, row, 'public group', row.public ?? row.cells) : []),
  ];
  if (!row.chat) return inGroup;
  // A channel is a chat of everybody in its server.
  if (/ \/chat(?:-web)?\/\{chat_id\}/.test(route)) inGroup.push(...of(route, row, 'channel', row.cells));
  const [anonymous, stranger, member, blocked] = row.chat.split(' ');
  return [
    ...inGroup,
    ...of(route, row, 'private chat', `${anonymous} ${stranger} ${member} - - - -`),
    ...of(route, row, 'blocked chat', `- - - - - - ${blocked}`),
  ];
}

function of(route: string, row: RouteRow, place: Place, cells = ''): Cell[] {
  const all = cells.split(' ');
  if (all.length !== WHO.length) throw new Error(`${route} needs ${WHO.length} cells, not "${cells}".`);
  return WHO.map((who, index) => ({ route, row, place, who, expected: all[index]! })).filter(
    ({ expected }) => expected !== '-',
  );
}

/** Whether the path names a chat or server. */
export const isOfChat = (route: string): boolean => /\{(?:chat|group|server)_id\}/.test(route);
const isOfServer = (route: string): boolean => route.includes('{server_id}');

/** Every way to write an id that is no id, and that of a chat of another kind. */
export const ODD: Record<string, (id: number) => string> = {
  'with a zero before it': (id) => `0${id}`,
  'as a power of ten': (id) => `${id}e0`,
  'after a space': (id) => `%20${id}`,
  'before a space': (id) => `${id}%20`,
  'with a sign': (id) => `+${id}`,
  'in hexadecimal': (id) => `0x${id.toString(16)}`,
  'with a fraction': (id) => `${id}.0`,
  'in wide digits': (id) =>
    encodeURIComponent(String(id).replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))),
  'before a NUL': (id) => `${id}%00`,
  'before a semicolon': (id) => `${id};x`,
  'beyond what the database holds': (id) => String(id + 2 ** 32),
  negative: (id) => `-${id}`,
};

/** Plays cells of HTTP routes on a running server. */
export class Calls {
  private readonly scenes = new Map<Place, Promise<Scene>>();
  private readonly nobodys = new Map<string, Promise<Heard>>();

  constructor(private readonly doors: Doors) {}

  /** The scene that everybody shares who may not change it. */
  async sharedScene(place: Place): Promise<Scene> {
    const known = this.scenes.get(place) ?? makeScene(this.doors, place);
    this.scenes.set(place, known);
    return known;
  }

  /** What is wrong with the answer that a cell gets, or null. */
  async deviationOf(cell: Cell): Promise<string | null> {
    const mayChange = cell.expected === '2' && !cell.route.startsWith('GET');
    const scene = mayChange ? await makeScene(this.doors, cell.place) : await this.sharedScene(cell.place);
    const heard = await this.call(cell, scene);
    const problem = (await this.problemOf(cell, scene, heard)) ?? leakIn(cell, scene, heard.text);
    return problem && `${cell.route} in a ${cell.place}, ${cell.who}: ${problem}`;
  }

  /** The same for an id that is none: whoever asks, it is not there. */
  async oddDeviationOf(cell: Cell, spelling: string, write: (id: number) => string): Promise<string | null> {
    const scene = await this.sharedScene(cell.place);
    const heard = await this.call(cell, scene, write(scene.id));
    const where = `${cell.route} in a ${cell.place}, ${cell.who}, id ${spelling}`;
    if (cell.who === 'anonymous') return isSignIn(heard) ? null : `${where}: not asked to sign in, ${heard.status}`;
    const none = await this.callNobodys(cell, scene);
    if (heard.status === 404 && heard.bytes === none.bytes) return null;
    return `${where}: ${heard.status}, otherwise than for no chat: ${differenceOf(heard.bytes, none.bytes)}`;
  }

  /** Which of the shared scenes have changed although nobody could change them. */
  async changedScenes(act: () => Promise<void>): Promise<string[]> {
    const scenes = await Promise.all(
      (['group', 'public group', 'server', 'public server', 'channel', 'private chat', 'blocked chat'] as const).map(
        (place) => this.sharedScene(place),
      ),
    );
    const before = await Promise.all(scenes.map((scene) => stateOf(this.doors, scene)));
    await act();
    const after = await Promise.all(scenes.map((scene) => stateOf(this.doors, scene)));
    return scenes.flatMap(({ place }, index) =>
      before[index] === after[index] ? [] : [`${place}: ${before[index]} → ${after[index]}`],
    );
  }

  /** What somebody is answered for an id that nobody has. It changes nothing, so once is enough. */
  private callNobodys(cell: Cell, scene: Scene): Promise<Heard> {
    const key = `${cell.route} ${cell.who} ${scene.id}`;
    const known = this.nobodys.get(key) ?? this.call(cell, scene, String(NOBODYS_ID));
    this.nobodys.set(key, known);
    return known;
  }

  private async problemOf(cell: Cell, scene: Scene, heard: Heard): Promise<string | null> {
    const { status } = heard;
    const said = `${status} ${heard.text.slice(0, 200)}`;
    if (cell.expected === '1') return isSignIn(heard) ? null : `not asked to sign in: ${said}`;
    if (cell.expected === '3') return status === 403 ? null : `not forbidden: ${said}`;
    if (cell.expected === '4') {
      if (status !== 404) return `not missing: ${said}`;
      const none = isOfChat(cell.route) ? await this.callNobodys(cell, scene) : heard;
      return none.bytes === heard.bytes ? null : `otherwise than for no chat: ${differenceOf(heard.bytes, none.bytes)}`;
    }
    const isIn = (status < 400 && !isSignIn(heard)) || status === cell.row.let_in_by;
    return isIn ? null : `not let in: ${said}`;
  }

  private async call({ route, row, who }: Cell, scene: Scene, id = String(scene.id)): Promise<Heard> {
    const [method, template] = route.split(' ') as [string, string];
    const ids: Record<string, string | number> = { user_id: scene.people.target.id, ...row.ids?.(scene) };
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) =>
      ['chat_id', 'group_id', 'server_id'].includes(name) ? id : String(ids[name]),
    );
    const response = await this.doors.call(actorOf(scene, who), method, path + queryOf(row, scene), bodyOf(row, scene));
    const text = await response.text();
    const headers = [...response.headers].filter(([name]) => !OF_ONE_REQUEST.has(name)).map((pair) => pair.join(': '));
    const location = response.headers.get('location') ?? '';
    const bytes = [response.status, ...headers, text.replace(SECURITY_TOKEN, '')].join('\n');
    return { status: response.status, location, text, bytes };
  }
}

const differenceOf = (one: string, other: string): string => {
  const others = other.split('\n');
  return one
    .split('\n')
    .filter((line, index) => line !== others[index])
    .slice(0, 3)
    .join(' | ')
    .slice(0, 400);
};

const isSignIn = ({ status, location }: Heard): boolean =>
  status === 401 || ((status === 302 || status === 303) && location.startsWith('/user/login/'));

const queryOf = ({ query = '' }: RouteRow, scene: Scene) => (typeof query === 'function' ? query(scene) : query);

function bodyOf({ json, form }: RouteRow, scene: Scene): { json?: unknown; body?: URLSearchParams } {
  const sent = (value: RouteRow['json']) => (typeof value === 'function' ? value(scene) : value);
  if (form) return { body: new URLSearchParams(sent(form) as Record<string, string>) };
  return { json: sent(json) };
}

/** Whoever is not in a chat is shown nothing of it, on any path. */
function leakIn({ who, row, route }: Cell, { place, secret, code, name }: Scene, text: string): string | null {
  if (who === 'member' || who === 'admin' || who === 'owner' || place === 'blocked chat') return null;
  const isInNow = /join|membership/.test(route) && who !== 'banned';
  const hidden = [secret, ...(code ? [code] : []), ...(!place.startsWith('public') && !row.names ? [name] : [])];
  const shown = hidden.find(
    (word) => text.includes(word) && !(isInNow && (word !== secret || route.includes('membership'))),
  );
  return shown ? `shown "${shown}"` : null;
}
