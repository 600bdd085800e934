/** Who is connected, with which connections. One implementation counts in this process; others may count across instances. */
export abstract class OnlinePeople {
  /** True when it is this person's first connection. Telling the same connection twice changes nothing. */
  abstract add(userId: number, connectionId: string): boolean;
  /** True when it was this person's last connection. A connection that is not known changes nothing. */
  abstract remove(userId: number, connectionId: string): boolean;
  abstract has(userId: number): boolean;
}
