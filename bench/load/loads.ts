import type { Connection } from './connection.js';
import { numberIn, type Tally } from './tally.js';

/** A way of sending. `stop` ends the sending only; what is on its way still arrives. */
export interface Load {
  start(): void;
  stop(): void;
  /** How many deliveries each message makes. */
  readonly receivers: number;
}

export interface Room {
  chat_id: number;
  members: Connection[];
}

/** Only so many members look into what they hear and take its time; the others count. */
const LOOKING = 10;

/** Each member counts; every tenth or so also looks at the time. */
function listen({ members }: Room, tally: Tally, then: () => void = () => undefined): void {
  const each = Math.ceil(members.length / LOOKING);
  members.forEach((member, index) => {
    member.heard = (data, start) => {
      tally.delivered++;
      if (index % each === 0) tally.arrived(numberIn(data, start));
      then();
    };
  });
}

const writerIn =
  ({ chat_id, members }: Room, tally: Tally) =>
  (due: number) =>
    members[tally.sent % members.length]!.send({ chat_id, ...tally.next(due) });

/** Keeps `inFlight` messages on their way: the next one is sent when all members have another one. */
export function closedLoop(room: Room, inFlight: number, tally: Tally): Load {
  const write = writerIn(room, tally);
  const receivers = room.members.length;
  let stopped = false;
  let whole = receivers;
  const start = () => {
    for (let i = 0; i < inFlight; i++) write(performance.now());
  };
  listen(room, tally, () => {
    if (tally.delivered < whole) return;
    whole += receivers;
    if (!stopped) write(performance.now());
  });
  return { start, stop: () => void (stopped = true), receivers };
}

/** Sends by the clock whatever the server does, and takes the time from when a message was due. */
export function openLoop(room: Room, perSecond: number, tally: Tally): Load {
  const write = writerIn(room, tally);
  const interval = 1000 / perSecond;
  let timer: NodeJS.Timeout | undefined;
  let due = 0;
  const tick = () => {
    for (const now = performance.now(); due <= now; due += interval) write(due);
    timer = setTimeout(tick, 1);
  };
  const start = () => {
    due = performance.now();
    tick();
  };
  listen(room, tally);
  return { start, stop: () => clearTimeout(timer), receivers: room.members.length };
}

/** In each room one of two writes, and who hears it answers. */
export function pingPong(rooms: Room[], tally: Tally): Load {
  let stopped = false;
  const starts = rooms.map(({ chat_id, members }) => {
    let writer = 0;
    let awaited = -1;
    const write = () => {
      awaited = tally.sent;
      members[writer]!.send({ chat_id, ...tally.next(performance.now()) });
    };
    const answer = (index: number) => {
      tally.arrived(awaited);
      writer = index;
      if (!stopped) write();
    };
    members.forEach((member, index) => {
      member.heard = (data, start) => {
        tally.delivered++;
        if (index !== writer && numberIn(data, start) === awaited) answer(index);
      };
    });
    return write;
  });
  return { start: () => starts.forEach((write) => write()), stop: () => void (stopped = true), receivers: 2 };
}
