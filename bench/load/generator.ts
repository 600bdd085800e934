import { Connection } from './connection.js';
import { fetchTimes } from './fetch-times.js';
import { closedLoop, type Load, openLoop, pingPong, type Room } from './loads.js';
import { measured } from './measured.js';
import type { Answers, Close, Connect, Numbered, Order, Reply, Run } from './orders.js';
import { Tally } from './tally.js';
import { WIRES } from './wire.js';

// The load generator: a process of its own, so that its work is not counted as the server's.

interface Crowd {
  rooms: Room[];
  broken: Promise<never>;
}

const AT_ONCE = 50;
const crowds = new Map<string, Crowd>();
let runs = 0;

const doing: { [Kind in Order['do']]: (order: Extract<Order, { do: Kind }>) => Promise<Answers[Kind]> } = {
  connect,
  run,
  close,
  fetch: fetchTimes,
};

process.on('message', ({ number, order }: Numbered) => {
  const work = doing[order.do] as (order: Order) => Promise<Reply['answer']>;
  work(order).then(
    (answer) => process.send!({ number, answer } satisfies Reply),
    (error: Error) => process.send!({ number, error: error.message } satisfies Reply),
  );
});
process.on('disconnect', () => process.exit());

async function connect({ set, wire, port, clients }: Connect): Promise<undefined> {
  let breaks!: (why: Error) => void;
  const broken = new Promise<never>((_, reject) => (breaks = reject));
  broken.catch(() => undefined);
  const rooms = new Map<number, Room>();
  for (let from = 0; from < clients.length; from += AT_ONCE) {
    const some = clients.slice(from, from + AT_ONCE).map((client) => {
      const connection = new Connection(WIRES[wire], client, client.port ?? port, breaks);
      const room = rooms.get(client.chat_id) ?? { chat_id: client.chat_id, members: [] };
      room.members.push(connection);
      rooms.set(client.chat_id, room);
      return connection.ready;
    });
    await Promise.all(some);
  }
  crowds.set(set, { rooms: [...rooms.values()], broken });
}

async function run({ set, load: { ...kind }, ...window }: Run): Promise<Answers['run']> {
  const { rooms, broken } = crowds.get(set)!;
  const tally = new Tally(`${process.pid}.${runs++}`, 'bytes' in kind ? kind.bytes : undefined);
  return Promise.race([measured(loadOf(kind, rooms, tally), tally, window), broken]);
}

function loadOf(kind: Run['load'], rooms: Room[], tally: Tally): Load {
  if (kind.kind === 'ping-pong') return pingPong(rooms, tally);
  if (kind.kind === 'open') return openLoop(rooms[0]!, kind.perSecond, tally);
  return closedLoop(rooms[0]!, kind.inFlight, tally);
}

async function close({ set }: Close): Promise<undefined> {
  for (const { members } of crowds.get(set)?.rooms ?? []) for (const member of members) member.close();
  crowds.delete(set);
}
