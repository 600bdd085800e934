import { FarTransfers } from '../../src/transfers/elsewhere/far-transfers.js';
import { OpenTransfers } from '../../src/transfers/open-transfers.js';
import { PresenceService } from '../../src/presence/presence.service.js';
import type { OpenApp } from './app.js';
import { type Json, Phone } from './client.js';
import { Download, Files } from './files.js';
import type { SocketClient } from './socket-client.js';
import { soon } from './soon.js';
import { TwoInstances } from './two-instances.js';

export type Name = 'here' | 'there' | 'third';

/** Files between ada, who is here, and bob, who is there; and a third instance on which neither of them is. */
export class Crossing {
  chat = 0;
  ada!: SocketClient;
  bob!: SocketClient;
  readonly files: Files;

  private constructor(
    readonly two: TwoInstances,
    readonly third: OpenApp,
  ) {
    this.files = new Files(two.town);
  }

  static async open(): Promise<Crossing> {
    const two = await TwoInstances.open();
    return new Crossing(two, await two.join());
  }

  async close(): Promise<void> {
    await this.third.close();
    await this.two.close();
  }

  /** Ends whatever is open, so that nothing of it is left for the next test. */
  async end(): Promise<void> {
    for (const app of this.apps())
      for (const { ways } of app.get(OpenTransfers).all())
        for (const { leg, bridge } of ways.values()) if (leg.isOpen) bridge.fail('cancelled');
    await soon(() => this.apps().every((app) => this.farOf(app) === 0));
    await this.two.town.hangUp();
  }

  at(name: Name): OpenApp {
    return name === 'third' ? this.third : this.two.at(name);
  }

  apps(): OpenApp[] {
    return [this.two.here, this.two.there, this.third];
  }

  /** How many transfers of others an instance knows. */
  farOf(app: OpenApp): number {
    const ids = ['ada', 'bob', 'eve'].map((name) => this.two.town.id(name));
    return new Set(ids.flatMap((id) => app.get(FarTransfers).of(id))).size;
  }

  /** It knows that this person is online, wherever that is. */
  knows(app: OpenApp, name: string): Promise<void> {
    return soon(() => app.get(PresenceService).isOnline([this.two.town.id(name)]).size > 0);
  }

  async meet(): Promise<void> {
    this.chat = await this.two.town.chat('ada', 'bob');
    [this.ada, this.bob] = [await this.two.io('ada', 'here'), await this.two.io('bob', 'there')];
    await this.knows(this.two.here, 'bob');
  }

  /** ada offers it here, and bob has heard of it. */
  async offered(size: number): Promise<string> {
    const id = await this.files.offered(this.ada, this.chat, size);
    await this.bob.heard('transfer:offered', ({ transfer_id }) => transfer_id === id);
    return id;
  }

  async taken(size: number): Promise<string> {
    const id = await this.offered(size);
    const answer = await this.bob.ask('transfer:accept', { transfer_id: id });
    if (!answer.ok) throw new Error(`Taking it was answered with ${JSON.stringify(answer)}`);
    return id;
  }

  phone(name: string, app: OpenApp): Phone {
    return new Phone(app, this.two.town.person(name).phone.access, '');
  }

  put(id: string, bytes: Uint8Array, at: Name, query = '') {
    const sending = { method: 'PUT', raw: bytes as never };
    return this.phone('ada', this.at(at)).send<Json>(`/transfer/${id}/${query}`, sending);
  }

  get(id: string, at: Name, headers: Record<string, string> = {}): Download {
    const app = this.at(at);
    return new Download(`${app.url}/transfer/${id}/`, { ...this.phone('bob', app).headers(), ...headers });
  }
}
