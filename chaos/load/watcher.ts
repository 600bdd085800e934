import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Person } from '../stage/stage.js';
import { openIo, openRaw } from './doors.js';
import { type Message, Stream } from './stream.js';

export interface Watching {
  person: Person;
  chats: number[];
  ports: number[];
  random: () => number;
}

interface Caught {
  chat_id: number;
  messages: Message[];
  has_more: boolean;
}

/** Somebody who reads: hears what comes, notices gaps and asks, and comes back, here or there, when cut off. */
export abstract class Watcher {
  readonly streams: Map<number, Stream>;
  connects = 0;
  private ended = false;
  private hangUp?: () => void;
  private readonly living: Promise<void>;

  constructor(
    readonly name: string,
    protected readonly watching: Watching,
    private at: number,
  ) {
    this.streams = new Map(watching.chats.map((chat) => [chat, new Stream(chat)]));
    this.living = this.live();
  }

  /** Hangs up; resolves when nothing can come any more. */
  async end(): Promise<void> {
    this.ended = true;
    this.hangUp?.();
    await this.living;
  }

  get connected(): boolean {
    return this.hangUp !== undefined;
  }

  hasAll(heads: Map<number, number>): boolean {
    return [...this.streams].every(([chat, { head }]) => head === (heads.get(chat) ?? 0));
  }

  cut(): void {
    this.hangUp?.();
  }

  /** Opens a connection and catches up over it; `left` is to be called when it has ended. Answers how to end it. */
  protected abstract connect(port: number, left: () => void): Promise<() => void>;

  private async live(): Promise<void> {
    while (!this.ended) {
      const { ports, random } = this.watching;
      this.at = random() < 0.5 ? this.at : (this.at + 1) % ports.length;
      try {
        await new Promise<void>((left, failed) => {
          this.connect(ports[this.at]!, left).then((hangUp) => {
            this.connects++;
            this.hangUp = hangUp;
            if (this.ended) hangUp();
          }, failed);
        });
      } catch {
        // It tries again below, as after any other end.
      }
      this.hangUp = undefined;
      if (!this.ended) await sleep(50 + 450 * random());
    }
  }
}

export class RawWatcher extends Watcher {
  protected async connect(port: number, left: () => void): Promise<() => void> {
    const [chat] = this.watching.chats as [number];
    const stream = this.streams.get(chat)!;
    const socket = await openRaw(port, chat, this.watching.person.token);
    stream.beginAnew();
    let asking = false;
    const catchUp = () => {
      if (asking || socket.readyState !== WebSocket.OPEN) return;
      asking = true;
      socket.send(JSON.stringify({ type: 'history', after: stream.head }));
    };
    socket.on('close', left);
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Message & Caught & { type: string };
      if (frame.type === 'message' && !stream.hear(frame)) catchUp();
      if (frame.type === 'error') socket.terminate();
      if (frame.type !== 'history') return;
      for (const message of frame.messages) stream.take(message);
      asking = false;
      if (frame.has_more || stream.isBehind) catchUp();
    });
    catchUp();
    return () => socket.terminate();
  }
}

export class IoWatcher extends Watcher {
  protected async connect(port: number, left: () => void): Promise<() => void> {
    const socket = await openIo(port, this.watching.person.token);
    const streams = [...this.streams.values()];
    for (const stream of streams) stream.beginAnew();
    const ask = async (): Promise<void> => {
      const heads = Object.fromEntries(streams.map(({ chat, head }) => [chat, head]));
      const answer = await socket.timeout(5_000).emitWithAck('sync', { heads });
      if (!answer.ok) throw new Error(answer.code);
      for (const { chat_id, messages } of answer.chats as Caught[])
        for (const message of messages) this.streams.get(chat_id)?.take(message);
      const more = answer.chats.some(({ has_more, chat_id }: Caught) => has_more && this.streams.has(chat_id));
      if (more || streams.some(({ isBehind }) => isBehind)) await ask();
    };
    let asking = false;
    const catchUp = () => {
      if (asking) return;
      asking = true;
      ask().then(
        () => (asking = false),
        () => socket.disconnect(),
      );
    };
    socket.on('disconnect', left);
    socket.on('message:new', (message: Message) => {
      const stream = this.streams.get(message.chat_id);
      if (stream && !stream.hear(message)) catchUp();
    });
    catchUp();
    if (!socket.connected) left();
    return () => socket.disconnect();
  }
}
