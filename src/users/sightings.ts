import type { Presence } from '../shared/payloads.js';
import type { Privacy } from './privacy.js';

/** Somebody who might be seen. */
export interface Seeable {
  id: number;
  username: string;
  shows: boolean;
  is_online: boolean;
  lastseen: string | null;
}

export interface Viewer {
  readonly actor: { readonly id: number };
  readonly privacy: Pick<Privacy, 'lastseen_visible'>;
}

/** What others were told of somebody before. */
export interface Before {
  is_online?: boolean;
  shows?: boolean;
}

/** People as of one moment, for many viewers who share a chat with them: each sees of them what the rules allow. */
export class Sightings {
  private readonly shownPresence = new Map<number, Presence>();

  constructor(
    private readonly people: ReadonlyMap<number, Seeable>,
    /** Of each person who blocks somebody, or is blocked: whom, and by whom. */
    private readonly apart: ReadonlyMap<number, ReadonlySet<number>>,
  ) {}

  usernameOf(userId: number): string | undefined {
    return this.people.get(userId)?.username;
  }

  /** How the viewer sees that person. Viewers who see the same get the same object. */
  presenceFor(viewer: Viewer, userId: number): Presence | null {
    const person = this.people.get(userId);
    if (!person) return null;
    const { username } = person;
    if (!this.mayKnow(viewer, userId, person.shows))
      return { user_id: userId, username, is_online: null, lastseen: null };
    return this.shownPresence.get(userId) ?? this.show(person);
  }

  /** What the viewer was told of that person before. */
  toldBefore(viewer: Viewer, userId: number, { is_online, shows }: Before): boolean | null {
    const person = this.people.get(userId);
    if (!person || !this.mayKnow(viewer, userId, shows ?? person.shows)) return null;
    return is_online ?? person.is_online;
  }

  /** Those of these people who show when they are here, to anybody. */
  showing(userIds: Iterable<number>): number[] {
    return [...userIds].filter((userId) => this.people.get(userId)?.shows);
  }

  /** Those of `showing` people whom the viewer sees: the same array, unless somebody is blocked. */
  seenBy({ actor, privacy }: Viewer, showing: number[]): number[] {
    if (!privacy.lastseen_visible) return [];
    const apart = this.apart.get(actor.id);
    return apart && showing.some((userId) => apart.has(userId))
      ? showing.filter((userId) => !apart.has(userId))
      : showing;
  }

  private mayKnow({ actor, privacy }: Viewer, userId: number, shows: boolean): boolean {
    return shows && privacy.lastseen_visible && !this.apart.get(actor.id)?.has(userId);
  }

  private show({ id, username, is_online, lastseen }: Seeable): Presence {
    const presence = { user_id: id, username, is_online, lastseen };
    this.shownPresence.set(id, presence);
    return presence;
  }
}
