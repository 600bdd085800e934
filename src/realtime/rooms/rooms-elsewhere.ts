import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Topics } from '../../cluster/topics.js';
import { type Onlooker, Onlookers } from '../../presence/onlookers.js';
import { Questions } from './questions.js';
import { Rooms } from './rooms.js';

const TOPIC = 'rooms';
const ROOMS_IN_A_LINE = 500;

type Said = [chat_id: number, user_ids: number[]];

/** What one instance says to the others: who is in its own rooms. `ask`: it wants to know the same of theirs. */
interface Word {
  rooms: Said[];
  ask: boolean;
}

/**
 * Who is in a room is a count over all instances (contract section 4). Each says who is in its rooms whenever that
 * changes, in whole lists, so that nothing counts up and down; those in the same room answer a newcomer with theirs.
 */
@Injectable()
export class RoomsElsewhere implements OnModuleInit {
  private readonly heard = new Map<number, Map<string, ReadonlySet<number>>>();
  private changed = new Set<number>();
  /** Rooms that are none of this instance, and by how many they are asked about. */
  private readonly asked = new Map<number, number>();
  private readonly questions = new Questions();

  constructor(
    private readonly topics: Topics,
    private readonly rooms: Rooms,
    private readonly onlookers: Onlookers,
  ) {}

  onModuleInit(): void {
    this.onlookers.of = (chatIds) => this.lookersOf(chatIds);
    if (!this.topics.isShared) return;
    this.rooms.elsewhere = (chatId) => this.peopleIn(chatId);
    this.rooms.onPeople = (chatId) => this.note(chatId);
    this.topics.on(TOPIC, (value, from) => this.hear(value as Word, from));
    this.topics.onGone((instance) => this.forget(instance));
    this.topics.onMissed(() => this.say(this.rooms.ids(), true));
  }

  private *peopleIn(chatId: number): Iterable<number> {
    for (const people of this.heard.get(chatId)?.values() ?? []) yield* people;
  }

  /** Of a room that is none of this instance nothing is known here until the others are asked. */
  private async lookersOf(chatIds: readonly number[]): Promise<Onlooker[]> {
    const strange = this.topics.isShared ? chatIds.filter((chatId) => !this.rooms.has(chatId)) : [];
    for (const chatId of strange) this.asked.set(chatId, (this.asked.get(chatId) ?? 0) + 1);
    this.say(strange, true);
    await this.questions.answers(strange, this.topics.others);
    const found = chatIds.flatMap((chatId) =>
      [...this.rooms.peopleIn(chatId), ...this.peopleIn(chatId)].map((userId): Onlooker => [chatId, userId]),
    );
    for (const chatId of strange) this.letGo(chatId);
    return found;
  }

  private letGo(chatId: number): void {
    const left = (this.asked.get(chatId) ?? 0) - 1;
    if (left > 0) return void this.asked.set(chatId, left);
    this.asked.delete(chatId);
    if (!this.rooms.has(chatId)) this.heard.delete(chatId);
  }

  private note(chatId: number): void {
    if (this.changed.size === 0) setImmediate(() => this.sayChanged());
    this.changed.add(chatId);
  }

  private sayChanged(): void {
    const { changed } = this;
    this.changed = new Set();
    this.say([...changed], false);
    for (const chatId of changed) if (!this.rooms.has(chatId) && !this.asked.has(chatId)) this.heard.delete(chatId);
  }

  private say(chatIds: number[], ask: boolean): void {
    for (let at = 0; at < chatIds.length; at += ROOMS_IN_A_LINE) {
      const some = chatIds.slice(at, at + ROOMS_IN_A_LINE);
      const rooms = some.map((chatId): Said => [chatId, this.rooms.peopleIn(chatId)]);
      this.topics.publish(TOPIC, { rooms, ask } satisfies Word);
    }
  }

  /** Throws for what is no word. */
  private hear({ rooms, ask }: Word, from: string): void {
    const answer: number[] = [];
    for (const [chatId, userIds] of rooms) {
      if (!this.rooms.has(chatId)) {
        if (ask) answer.push(chatId);
        if (this.asked.has(chatId)) this.take(chatId, userIds, from);
        continue;
      }
      const isNew = this.take(chatId, userIds, from);
      if (ask || isNew) answer.push(chatId);
      this.rooms.noteElsewhere(chatId);
    }
    if (answer.length) this.say(answer, false);
    this.questions.heard(new Set(rooms.map(([chatId]) => chatId)), from);
  }

  /** Whether that instance had nobody there before. */
  private take(chatId: number, userIds: number[], from: string): boolean {
    const instances = this.heard.get(chatId) ?? new Map<string, ReadonlySet<number>>();
    const isNew = userIds.length > 0 && !instances.has(from);
    if (userIds.length) instances.set(from, new Set(userIds));
    else instances.delete(from);
    if (instances.size) this.heard.set(chatId, instances);
    else this.heard.delete(chatId);
    return isNew;
  }

  private forget(instance: string): void {
    this.questions.gone(instance);
    for (const [chatId, instances] of this.heard) {
      if (!instances.delete(instance)) continue;
      if (instances.size === 0) this.heard.delete(chatId);
      this.rooms.noteElsewhere(chatId);
    }
  }
}
