const MOST = 1_000;

interface Peer {
  number: number;
  heardAt: number;
}

/** The other instances: up to which of their lines each was heard. A number left out is a line that was lost. */
export class Peers {
  private readonly known = new Map<string, Peer>();

  get names(): string[] {
    return [...this.known.keys()];
  }

  /** Whether lines of this instance were missed before this one. */
  hear(name: string, number: number, now = performance.now()): boolean {
    const peer = this.known.get(name);
    if (peer) {
      const missed = number > peer.number + 1;
      Object.assign(peer, { number: Math.max(number, peer.number), heardAt: now });
      return missed;
    }
    if (this.known.size >= MOST) this.known.delete(this.known.keys().next().value!);
    this.known.set(name, { number, heardAt: now });
    return false;
  }

  /** Nobody could be heard until now. */
  excuse(now = performance.now()): void {
    for (const peer of this.known.values()) peer.heardAt = now;
  }

  /** Forgets, and answers, those who have said nothing for so many ms. */
  takeSilent(ms: number, now = performance.now()): string[] {
    const silent = [...this.known].filter(([, { heardAt }]) => now - heardAt > ms).map(([name]) => name);
    for (const name of silent) this.known.delete(name);
    return silent;
  }
}
