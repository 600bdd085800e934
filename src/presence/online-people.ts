/** Hears that somebody came online, or went offline; `lostForMs` when their instance has said nothing for so long. */
export type OnlineChange = (userId: number, isOnline: boolean, lostForMs?: number) => void;

/** Who is connected to this instance, or has just been and may be back. */
export interface PeopleHere {
  readonly ids: readonly number[];
  has(userId: number): boolean;
  /** How many connections a person has. */
  countOf(userId: number): number;
}

const NOBODY: PeopleHere = { ids: [], has: () => false, countOf: () => 0 };

/** Who is online: here, and on every other instance that shares the presence. Answers at once, from memory. */
export abstract class OnlinePeople {
  /** The one who hears every change. */
  onChange: OnlineChange = () => undefined;
  here: PeopleHere = NOBODY;

  /** The first connection of this person to this instance. */
  abstract arrived(userId: number): void;
  /** The last one has gone. */
  abstract departed(userId: number): void;
  abstract has(userId: number): boolean;
  /** How many connections a person has on the others. */
  abstract countElsewhere(userId: number): number;
}
