type Listener<T> = (value: T) => void;

/** Named events with their types. A listener is taken off by what `on` returned. */
export class Emitter<Events> {
  private readonly listeners: { [E in keyof Events]?: Set<Listener<Events[E]>> } = {};

  on<E extends keyof Events>(name: E, listener: Listener<Events[E]>): () => void {
    const set = (this.listeners[name] ??= new Set());
    set.add(listener);
    return () => void set.delete(listener);
  }

  emit<E extends keyof Events>(name: E, value: Events[E]): void {
    for (const listener of this.listeners[name] ?? []) {
      try {
        listener(value);
      } catch (error) {
        // Its own mistake: neither the other listeners nor whoever tells the news go without it, and it is not hidden.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
