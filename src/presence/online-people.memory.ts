import { OnlinePeople } from './online-people.js';

/** Starts empty with the process: after a crash nobody is online until they connect again. */
export class OnlinePeopleInMemory extends OnlinePeople {
  arrived(userId: number): void {
    this.onChange(userId, true);
  }

  departed(userId: number): void {
    this.onChange(userId, false);
  }

  countElsewhere(): number {
    return 0;
  }

  has(userId: number): boolean {
    return this.here.has(userId);
  }
}
