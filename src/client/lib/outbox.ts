import { place, setState } from './fill.js';
import type { LogView } from './log_view.js';
import { me } from './page.js';
import { copyOf, part } from './part.js';
import { postman } from './postman.js';
import { unsent } from './unsent.js';
import type { Unsent } from './unsent_messages.js';

interface Answer {
  seq: number;
  time: string;
  state: string;
}

interface Parts {
  /** What stands under a message that failed. */
  failed: HTMLTemplateElement;
  /** Says how many wait for a connection. */
  waiting: HTMLElement;
}

/** How long a message of another tab may be away from the store before it comes back from the server. */
const ON_ITS_WAY_MS = 5000;

const isOffline = () => document.body.hasAttribute('data-offline');

/** What the reader writes: it stands in the log at once, the server's answer takes its place, and a failure says so there. */
export class Outbox {
  constructor(
    private readonly chatId: number,
    private readonly log: LogView,
    private readonly parts: Parts,
  ) {}

  listen(): () => void {
    const ends = [
      postman.on('sending', (message) => this.show(message, 'sending')),
      postman.on('failed', (message) => this.show(message, 'failed')),
      postman.on('sent', ({ message, answer }) => {
        if (message.chat_id === this.chatId) this.settle(message.client_id, { ...answer, state: 'sent' });
      }),
      postman.on('changed', ({ chat_id }) => chat_id === this.chatId && this.refresh()),
    ];
    return () => ends.forEach((end) => end());
  }

  /** What an earlier page of this browser, or another tab, has not sent yet stands here too. */
  restore(): void {
    for (const message of unsent.of(this.chatId)) {
      const entry = this.log.entryOf(message.client_id);
      if (entry?.dataset.seq) unsent.remove(message);
      else this.show(message, message.failed === undefined ? 'queued' : 'failed');
    }
  }

  /** False where too much waits already. */
  write(text: string): boolean {
    const message = unsent.add(this.chatId, text);
    if (!message) return false;
    this.show(message, isOffline() ? 'queued' : 'sending');
    this.log.entryOf(message.client_id)?.classList.add('message--entering');
    this.log.scroll.toEnd();
    void postman.deliver(this.chatId);
    return true;
  }

  retry(button: Element): void {
    const message = this.messageAt(button);
    if (!message) return;
    const { failed: _, ...again } = message;
    unsent.change(again);
    this.show(again, isOffline() ? 'queued' : 'sending');
    void postman.deliver(this.chatId);
  }

  discard(button: Element): void {
    const message = this.messageAt(button);
    if (message) unsent.remove(message);
    this.log.change(() => button.closest('.message')?.remove());
  }

  /** True where the message is one that stands here already, unanswered or answered. */
  settle(clientId: string | undefined, answer: Answer): boolean {
    const entry = clientId && this.log.entryOf(clientId);
    if (!entry) return false;
    unsent.remove({ chat_id: this.chatId, client_id: clientId });
    this.log.change(() => {
      entry.querySelector('.message__after')?.remove();
      if (!entry.dataset.seq && !this.log.holds(answer.seq)) return entry.remove();
      this.log.insert(entry, answer.seq);
      place(entry, entry.dataset.state === 'read' ? { ...answer, state: 'read' } : answer);
    });
    this.count();
    return true;
  }

  /** A page of history has it: its answer was lost. */
  found(clientId: string): void {
    const entry = this.log.entryOf(clientId);
    if (!entry || entry.dataset.seq) return;
    unsent.remove({ chat_id: this.chatId, client_id: clientId });
    entry.remove();
  }

  /** The connection is gone, or back. */
  connection(): void {
    this.log.change(() => {
      for (const entry of this.waiting()) if (entry.dataset.state === 'sending') setState(entry, 'queued');
    });
    this.count();
  }

  private refresh(): void {
    const gone = this.waiting().filter(({ dataset }) => !unsent.find(this.chatId, dataset.client!));
    this.restore();
    setTimeout(
      () => this.log.change(() => gone.forEach((entry) => entry.dataset.seq || entry.remove())),
      ON_ITS_WAY_MS,
    );
  }

  private show(message: Unsent, state: string): void {
    if (message.chat_id !== this.chatId) return;
    this.log.change(() => {
      const entry = this.log.entryOf(message.client_id) ?? this.draw(message);
      if (entry.dataset.seq) return;
      entry.querySelector('.message__after')?.remove();
      setState(entry, state);
      if (state === 'failed') entry.append(this.after(message.failed ?? ''));
    });
    this.count();
  }

  private draw(message: Unsent): HTMLElement {
    const entry = this.log.draw({ ...message, sender: me, kind: 'text', state: 'queued' });
    this.log.append(entry);
    return entry;
  }

  private after(reason: string): HTMLElement {
    const after = copyOf(this.parts.failed);
    part(after, 'reason').textContent = reason;
    return after;
  }

  private count(): void {
    const count = isOffline() ? this.waiting().length : 0;
    this.parts.waiting.hidden = count === 0;
    this.parts.waiting.textContent =
      count === 1 ? 'It goes out when you are back online' : `${count} messages go out when you are back online`;
  }

  private waiting = () =>
    this.log.entries().filter(({ dataset }) => dataset.client && !dataset.seq && dataset.state !== 'failed');

  private messageAt(button: Element): Unsent | undefined {
    const entry = button.closest<HTMLElement>('[data-client]');
    return entry ? unsent.find(this.chatId, entry.dataset.client!) : undefined;
  }
}
