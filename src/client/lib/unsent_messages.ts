/** A message that no answer has come for. */
export interface Unsent {
  chat_id: number;
  client_id: string;
  text: string;
  time: string;
  /** Why the server would not have it. It waits for its writer then. */
  failed?: string;
}

/** Where a browser keeps texts under names, as far as it does. */
export interface Store {
  ids(): string[];
  get(id: string): string;
  /** False where it will not keep that. An empty value forgets. */
  set(id: string, value: string): boolean;
}

/** As much as the server takes at once from one person, and far below what a browser keeps. */
export const MOST_UNSENT = 100;

/**
 * What was written and did not go out yet, per chat and in order. It outlives the page and the browser. Each message is
 * kept by itself under a name that sorts, so that two tabs never write over each other.
 */
export class UnsentMessages {
  /** What the browser would not keep lives as long as the page. */
  private readonly unkept = new Map<string, string>();

  constructor(
    private readonly store: Store,
    private readonly newId: () => string,
  ) {}

  /** Null where too many wait already. */
  add(chat_id: number, text: string): Unsent | null {
    const ids = this.idsOf(chat_id);
    if (ids.length >= MOST_UNSENT) return null;
    const message = { chat_id, client_id: this.newId(), text, time: new Date().toISOString() };
    const order = Math.max(Date.now(), (ids.length ? orderIn(ids.at(-1)!) : 0) + 1);
    this.write(`${chat_id}:${String(order).padStart(15, '0')}:${message.client_id}`, JSON.stringify(message));
    return message;
  }

  of = (chatId: number): Unsent[] => this.idsOf(chatId).flatMap((id) => this.read(id) ?? []);

  find = (chatId: number, clientId: string): Unsent | undefined =>
    this.of(chatId).find(({ client_id }) => client_id === clientId);

  next = (chatId: number): Unsent | undefined => this.of(chatId).find(({ failed }) => failed === undefined);

  chats = (): number[] => [...new Set(this.ids().map(chatIn))];

  change(message: Unsent): void {
    const id = this.idOf(message);
    if (id) this.write(id, JSON.stringify(message));
  }

  remove(message: Pick<Unsent, 'chat_id' | 'client_id'>): void {
    const id = this.idOf(message);
    if (id) this.write(id, '');
  }

  private ids = (): string[] => [...new Set([...this.store.ids(), ...this.unkept.keys()])];

  private idsOf = (chatId: number): string[] =>
    this.ids()
      .filter((id) => chatIn(id) === chatId)
      .sort();

  private idOf = ({ chat_id, client_id }: Pick<Unsent, 'chat_id' | 'client_id'>): string | undefined =>
    this.idsOf(chat_id).find((id) => id.endsWith(`:${client_id}`));

  private read(id: string): Unsent | undefined {
    try {
      return JSON.parse(this.unkept.get(id) ?? this.store.get(id)) as Unsent;
    } catch {
      return undefined;
    }
  }

  private write(id: string, value: string): void {
    const isKept = this.store.set(id, value);
    if (isKept || !value) this.unkept.delete(id);
    else this.unkept.set(id, value);
  }
}

export const chatIn = (id: string): number => Number(id.split(':', 1)[0]);

const orderIn = (id: string): number => Number(id.split(':')[1]);
