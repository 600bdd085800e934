import type { OpenApp } from '../support/app.js';
import type { Json } from '../support/client.js';
import type { Doors } from '../support/doors.js';
import { RawClient } from '../support/raw-client.js';
import { SocketClient } from '../support/socket-client.js';
import { NOBODYS_ID } from './calls.js';
import type { EventRow } from './events.js';
import { actorOf, type Scene, type Who } from './scene.js';

/** A cell of the socket doors. */
export interface SaidCell {
  name: string;
  row: EventRow;
  scene: Scene;
  who: Who;
  expected: string;
}

/** `ws/chat/…` or `ws/file/…`. */
export type RawDoor = 'chat' | 'file';

/** Plays cells of events and frames on a running server; keeps one socket of each kind for everybody in a scene. */
export class Talks {
  private readonly ios = new Map<Scene, Map<Who, Promise<SocketClient>>>();
  private readonly raws: RawClient[] = [];

  constructor(private readonly doors: Doors) {}

  async hangUp(): Promise<void> {
    for (const ofScene of this.ios.values())
      for (const client of ofScene.values())
        await client.then(
          (open) => open.hangUp(),
          () => undefined,
        );
    await Promise.all(this.raws.map((client) => client.hangUp()));
  }

  io(scene: Scene, who: Who): Promise<SocketClient> {
    const ofScene = this.ios.get(scene) ?? new Map<Who, Promise<SocketClient>>();
    this.ios.set(scene, ofScene);
    const known = ofScene.get(who) ?? this.connect(scene, who);
    ofScene.set(who, known);
    return known;
  }

  private async connect(scene: Scene, who: Who): Promise<SocketClient> {
    return SocketClient.connect(this.doors.server, { token: await this.tokenOf(scene, who) });
  }

  /** What is wrong with the acknowledgement of an event, or null. */
  async eventDeviationOf({ name, row, scene, who, expected }: SaidCell): Promise<string | null> {
    const token = await this.tokenOf(scene, who);
    const client = await this.io(scene, who);
    const ask = (id: unknown) => client.ask(name, row.input(id, scene, token));
    const answer = await ask(scene.id);
    if (expected === '2') return answer.ok || answer.code === row.let_in_by ? null : `not let in: ${show(answer)}`;
    if (expected === '3') return answer.code === 'forbidden' ? null : `not forbidden: ${show(answer)}`;
    const none = await ask(NOBODYS_ID);
    const isNone = row.several ? answer.chats.length === 0 : answer.code === 'not_found';
    if (!isNone) return `not missing: ${show(answer)}`;
    const isSame = show(answer).replaceAll(String(scene.id), String(NOBODYS_ID)) === show(none);
    return isSame ? null : `other bytes than for no chat: ${show(answer)} / ${show(none)}`;
  }

  /** What is wrong with the answer to an id that is none, or null: nobody may be let in by it. */
  async oddEventDeviationOf({ name, row, scene, who }: SaidCell, odd: unknown): Promise<string | null> {
    const client = await this.io(scene, who);
    const answer = await client.ask(name, row.input(odd, scene, ''));
    const isRefused = !answer.ok && ['invalid_input', 'not_found'].includes(answer.code);
    const isIn = row.several && answer.ok && answer.chats.length > 0;
    return isRefused || (row.several && !isIn) ? null : `let in by ${show(odd)}: ${show(answer)}`;
  }

  /** The end of a raw socket that was not let in, as everything it was told; null for one that stays open. */
  async farewellOf(scene: Scene, who: Who, place: string, door: RawDoor = 'chat'): Promise<string | null> {
    const client = await this.raw(scene, who, place, door);
    // A socket that is let in answers this; one that is not is closed.
    client.send({ type: 'ping' });
    await oneOf(client, ['pong']);
    return client.closed ? show([client.closed, client.frames]) : null;
  }

  /** What is wrong with the answer to a frame on an open socket of the chat, or null. */
  async frameDeviationOf({ name, row, scene, who, expected }: SaidCell, door: RawDoor): Promise<string | null> {
    const client = await this.raw(scene, who, String(scene.id), door);
    client.send({ type: name, ...(row.input(scene.id, scene, await this.tokenOf(scene, who)) as object) });
    const refusal = expected === '3' ? 'forbidden' : row.let_in_by;
    if (refusal === undefined && !row.answer) await client.settled();
    else await oneOf(client, [...(refusal ? ['error'] : []), ...(row.answer ? [row.answer] : [])]);
    const codes = client.ofType('error').map(({ code }) => code);
    const expectedCodes = refusal && (expected === '3' || codes.length) ? [refusal] : [];
    return show(codes) === show(expectedCodes) ? null : `answered with ${show(client.frames)}`;
  }

  async raw(scene: Scene, who: Who, place: string, door: RawDoor = 'chat'): Promise<RawClient> {
    const token = actorOf(scene, who) ? await this.tokenOf(scene, who) : undefined;
    const client = RawClient.dial(this.doors.server as unknown as OpenApp, `/ws/${door}/${place}/`, { token });
    this.raws.push(client);
    return client.opened();
  }

  private async tokenOf(scene: Scene, who: Who): Promise<string> {
    const actor = actorOf(scene, who);
    return actor ? (await this.doors.bearerOf(actor)).replace('Bearer ', '') : 'none';
  }
}

/** Resolves with the first frame of one of these types, or with the end. */
function oneOf(client: RawClient, types: string[]): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (client.closed || types.some((type) => client.ofType(type).length)) resolve();
    };
    client.ws.on('message', look);
    client.ws.on('close', look);
    look();
  });
}

const show = (value: Json): string => JSON.stringify(value);
