import { OnlinePeople } from './online-people.js';

/** Starts empty with the process: after a crash nobody is online until they connect again. */
export class OnlinePeopleInMemory extends OnlinePeople {
  private readonly connections = new Map<number, Set<string>>();

  add(userId: number, connectionId: string): boolean {
    const known = this.connections.get(userId);
    if (known) {
      known.add(connectionId);
      return false;
    }
    this.connections.set(userId, new Set([connectionId]));
    return true;
  }

  remove(userId: number, connectionId: string): boolean {
    const known = this.connections.get(userId);
    if (!known?.delete(connectionId) || known.size > 0) return false;
    return this.connections.delete(userId);
  }

  has(userId: number): boolean {
    return this.connections.has(userId);
  }
}
