// node four-clients.mjs <server>
// Four people in one room, each with the client of another system: 001, 003, Parley's own app, and a browser's page. Each says
// and hears in the words of its system. Prints what happened as docs/four-clients.md has it. For a server that is empty, on which
// nobody is called dora, theo, fay or wes.
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';

const server = (process.argv[2] ?? 'http://127.0.0.1:3000').replace(/\/$/, '');
const password = randomUUID();
const sockets = [];

async function ask(path, json, headers = {}) {
  const type = json ? { 'content-type': 'application/json' } : {};
  const method = json ? 'POST' : 'GET';
  const response = await fetch(server + path, {
    method,
    headers: { ...type, ...headers },
    body: json && JSON.stringify(json),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${text}`);
  return text ? JSON.parse(text) : {};
}

const shown = (value) => JSON.stringify(value, (key, inner) => (key === 'token' ? '…' : inner));

/** What one client hears, each thing once, in the order in which it is asked for. */
class Client {
  heard = [];
  waiting = new Set();

  constructor(label, say) {
    Object.assign(this, { label, say });
  }

  hear(frame) {
    this.heard.push(frame);
    for (const look of this.waiting) look();
  }

  /** Says it, in the words of this client. */
  says(...words) {
    console.log(`${this.label} → ${words.map((word) => (typeof word === 'string' ? word : shown(word))).join(' ')}`);
    this.say(...words);
  }

  /** The next thing that fits, now or soon. */
  async hears(fits) {
    const frame = await new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${this.label} did not hear it: ${JSON.stringify(this.heard)}`)),
        30_000,
      );
      const look = () => {
        const index = this.heard.findIndex(fits);
        if (index < 0) return;
        clearTimeout(late);
        this.waiting.delete(look);
        resolve(this.heard.splice(index, 1)[0]);
      };
      this.waiting.add(look);
      look();
    });
    console.log(`${this.label} ← ${frame.event ? `${frame.event} ` : ''}${shown(frame.event ? frame.payload : frame)}`);
  }
}

async function plain(label, path, headers = {}) {
  const socket = new WebSocket(server.replace(/^http/, 'ws') + path, { headers });
  sockets.push(() => socket.close());
  const client = new Client(label, (frame) => socket.send(JSON.stringify(frame)));
  socket.on('message', (data) => client.hear(JSON.parse(data)));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return client;
}

/** What a browser does: fills in the form, keeps the cookies, and connects with them. */
async function page(label, username) {
  const cookies = new Map();
  const cookie = () => [...cookies].map((pair) => pair.join('=')).join('; ');
  const open = async (path, form) => {
    const response = await fetch(server + path, {
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      headers: { cookie: cookie(), accept: 'text/html' },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) cookies.set(...line.split(';')[0].split(/=(.*)/s).slice(0, 2));
    return { html: await response.text(), location: response.headers.get('location') };
  };
  const csrfOf = ({ html }) => /name="_csrf" value="([^"]*)"/.exec(html)[1];
  await open('/user/register/', { username, password, _csrf: csrfOf(await open('/user/register/')) });
  const explore = await open('/explore/');
  const [join] = /\/explore\/\d+\/join/.exec(explore.html);
  const { location } = await open(join, { _csrf: csrfOf(explore) });
  const chat_id = Number(location.split('/').pop());
  const socket = io(server, { transports: ['websocket'], extraHeaders: { cookie: cookie() }, forceNew: true });
  sockets.push(() => socket.disconnect());
  const client = new Client(label, (event, payload) => socket.emit(event, payload, () => undefined));
  socket.onAny((event, payload) => client.hear({ event, payload }));
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  return { client, chat_id };
}

const step = (words) => console.log(`\n${words}\n`);
const bearer = (token) => ({ authorization: `Bearer ${token}` });

try {
  step('dora comes with a client of 001. There is no room of that name, so she makes it.');
  await ask('/api/auth/users/', { username: 'dora', password, re_password: password });
  const { access: doras } = await ask('/api/auth/jwt/create/', { username: 'dora', password });
  const dora = await plain('001  dora', `/ws/chat/commons/?token=${doras}`);
  await dora.hears(({ users }) => users?.includes('dora'));

  step('theo comes with a client of 003, which has no sign-in: each of its frames has a token.');
  await ask('/register/', { username: 'theo', password });
  const { access: token } = await ask('/login/', { username: 'theo', password });
  const theo = await plain('003  theo', '/ws/chat/commons/');
  theo.says({ token, type: 'join' });
  await theo.hears(({ type, username }) => type === 'join' && username === 'theo');
  await dora.hears(({ users }) => users?.length === 2);

  step("fay comes with Parley's own app: she finds the room, joins it and connects by its number.");
  const { id: fays } = await ask('/user/register/', { username: 'fay', password });
  const { access } = await ask('/api/token/', { username: 'fay', password });
  const { results } = await ask('/group/discover/?q=commons', undefined, bearer(access));
  await ask(`/group/${results[0].id}/join/`, {}, bearer(access));
  const fay = await plain('004  fay ', `/ws/chat/${results[0].id}/`, bearer(access));
  await fay.hears(({ type, users }) => type === 'users' && users.length === 3);
  await dora.hears(({ users }) => users?.length === 3);
  await theo.hears(({ type, username }) => type === 'join' && username === 'fay');

  step('wes comes with a browser: he registers by the form, joins on the page and opens the conversation.');
  const { client: wes, chat_id } = await page('page wes ', 'wes');
  wes.says('chat:open', { chat_id });
  await wes.hears(({ event, payload }) => event === 'room:users' && payload.users.length === 4);
  await dora.hears(({ users }) => users?.length === 4);
  await theo.hears(({ type, username }) => type === 'join' && username === 'wes');
  await fay.hears(({ type, username }) => type === 'join' && username === 'wes');

  step('Each says something, and all hear it.');
  for (const [text, say] of [
    ['Hello from 001', () => dora.says({ message: 'Hello from 001' })],
    ['Hello from 003', () => theo.says({ token, type: 'message', receiver: fays, message: 'Hello from 003' })],
    ['Hello from 004', () => fay.says({ type: 'message', text: 'Hello from 004' })],
    ['Hello from the page', () => wes.says('message:send', { chat_id, text: 'Hello from the page' })],
  ]) {
    say();
    await dora.hears(({ message }) => message?.message === text);
    await theo.hears(({ message }) => message === text);
    await fay.hears((frame) => frame.type === 'message' && frame.text === text);
    await wes.hears(({ event, payload }) => event === 'message:new' && payload.text === text);
  }

  step('fay types, then theo. 001 has no word for it.');
  fay.says({ type: 'typing' });
  await theo.hears(({ type, sender }) => type === 'typing' && sender === fays);
  await wes.hears(({ event, payload }) => event === 'typing' && payload.sender_username === 'fay');
  theo.says({ token, type: 'typing' });
  await theo.hears(({ type, sender }) => type === 'typing' && sender !== fays);
  await fay.hears(({ type }) => type === 'typing');
  await wes.hears(({ event, payload }) => event === 'typing' && payload.sender_username === 'theo');

  step('theo goes.');
  theo.says({ token, type: 'exit' });
  await theo.hears(({ type }) => type === 'exit');
  await dora.hears(({ users }) => users?.length === 3);
  await fay.hears(({ type, username }) => type === 'exit' && username === 'theo');
  await wes.hears(({ event, payload }) => event === 'room:users' && payload.users.length === 3);

  step('What was said is the same for everybody.');
  const history = await ask(`/messages/${chat_id}/`, undefined, bearer(token));
  for (const message of history) console.log(JSON.stringify(message));
} finally {
  for (const close of sockets) close();
}
