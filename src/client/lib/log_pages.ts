import type { ChatPage } from '../../shared/payloads.js';
import { arrivalOf, inbox } from './inbox.js';
import type { LogView } from './log_view.js';
import { Pager } from './pager.js';

const WAITING = 'Loading …';
const FAILED = 'Could not be loaded. Try again';

/** Brings further pages into the log: older ones above, newer ones below, each at the link that leads there without script. */
export class LogPages {
  private readonly pager: Pager;
  /** Hears of each message that came with its number, for it may stand here without one. */
  private readonly found: (clientId: string) => void;
  private readonly observer: IntersectionObserver;

  constructor(
    chatId: number,
    private readonly log: LogView,
    { box, found }: { box: HTMLElement; found: (clientId: string) => void },
  ) {
    this.pager = new Pager(chatId);
    this.found = found;
    this.observer = new IntersectionObserver((seen) => this.shown(seen), { root: box, rootMargin: '600px' });
    this.observer.observe(log.parts.older);
    this.observer.observe(log.parts.newer);
  }

  end = () => this.observer.disconnect();

  reachesNewest = () => this.log.parts.newer.hidden;

  async older(): Promise<void> {
    const { older } = this.log.parts;
    const page = await this.load(older, () => this.pager.before(seqIn(older)));
    if (!page) return;
    this.log.change(() => {
      older.after(...this.render(page));
      this.begins(page);
    });
    this.watch(older);
  }

  async newer(): Promise<void> {
    const { newer } = this.log.parts;
    const page = await this.load(newer, () => this.pager.after(seqIn(newer)));
    if (!page) return;
    this.log.change(() => {
      this.log.appendPage(this.render(page));
      this.ends(page);
    });
    this.watch(newer);
  }

  /** Leaves out whatever lies between here and the end. */
  async newest(): Promise<void> {
    const { newer } = this.log.parts;
    const page = await this.load(newer, () => this.pager.newest());
    if (!page) return;
    this.log.change(() => {
      this.log.clear();
      this.log.appendPage(this.render(page));
      this.begins(page);
      this.ends(page);
    });
  }

  private render({ messages }: ChatPage): HTMLElement[] {
    for (const { client_id } of messages) if (client_id) this.found(client_id);
    return messages.filter(({ seq }) => !this.log.entryAt(seq)).map((message) => this.log.render(arrivalOf(message)));
  }

  private begins({ messages }: ChatPage): void {
    const first = messages[0]?.seq ?? 1;
    this.log.parts.older.hidden = first <= 1;
    this.log.parts.older.search = `?before=${first}`;
  }

  private ends({ id, messages, last_seq }: ChatPage): void {
    const last = messages.at(-1)?.seq ?? last_seq;
    // What came live while this page was on its way lies beyond it.
    this.log.parts.newer.hidden = last >= Math.max(last_seq, inbox.headOf(id));
    this.log.parts.newer.search = `?after=${last}`;
  }

  private async load(link: HTMLAnchorElement, page: () => Promise<ChatPage | null | undefined>) {
    link.dataset.words ??= link.textContent ?? '';
    const loading = page();
    link.textContent = WAITING;
    const loaded = await loading;
    if (loaded !== undefined) link.textContent = loaded ? link.dataset.words : FAILED;
    return loaded;
  }

  private shown(seen: IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting || (target as HTMLElement).hidden) continue;
      if (target === this.log.parts.older) void this.older();
      else void this.newer();
    }
  }

  /** An observer reports changes only, and a link that is still near after a page has not changed. */
  private watch(link: HTMLAnchorElement): void {
    this.observer.unobserve(link);
    this.observer.observe(link);
  }
}

const seqIn = (link: HTMLAnchorElement) => Number(new URLSearchParams(link.search).values().next().value);
