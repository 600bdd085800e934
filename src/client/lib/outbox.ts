import { place, setState } from './fill.js';
import type { LogView } from './log_view.js';
import { me } from './page.js';
import { copyOf, part } from './part.js';
import { type Pending, PendingMessages } from './pending_messages.js';

interface Answer {
  seq: number;
  time: string;
  state: string;
}

/** What the reader writes: it stands in the log at once, the server's answer takes its place, and a failure says so there. */
export class Outbox {
  private readonly pending: PendingMessages;

  constructor(
    chatId: number,
    private readonly log: LogView,
    private readonly failedTemplate: HTMLTemplateElement,
  ) {
    this.pending = new PendingMessages(chatId);
  }

  /** What an earlier page of this browser could not send stands here again, with its text. */
  restore(): void {
    for (const pending of this.pending.all()) {
      if (this.log.entryOf(pending.client_id)) this.pending.settle(pending.client_id);
      else this.log.change(() => this.showFailed(this.draw(pending, 'failed'), 'This did not go out.'));
    }
  }

  write(text: string): void {
    const pending = this.pending.begin(text);
    this.log.change(() => this.draw(pending, 'sending').classList.add('message--entering'));
    this.log.scroll.toEnd();
    void this.deliver(pending);
  }

  retry(button: Element): void {
    const pending = this.pendingAt(button);
    if (pending) void this.deliver(pending);
  }

  discard(button: Element): void {
    const pending = this.pendingAt(button);
    if (pending) this.pending.settle(pending.client_id);
    this.log.change(() => button.closest('.message')?.remove());
  }

  /** True where the message is one that stands here already, unanswered or answered. */
  settle(clientId: string | undefined, answer: Answer): boolean {
    const entry = clientId && this.log.entryOf(clientId);
    if (!entry) return false;
    this.pending.settle(clientId);
    this.log.change(() => {
      entry.querySelector('.message__after')?.remove();
      this.log.insert(entry, answer.seq);
      place(entry, entry.dataset.state === 'read' ? { ...answer, state: 'read' } : answer);
    });
    return true;
  }

  private async deliver(pending: Pending): Promise<void> {
    const entry = this.log.entryOf(pending.client_id);
    if (!entry) return;
    this.log.change(() => {
      entry.querySelector('.message__after')?.remove();
      setState(entry, 'sending');
    });
    const outcome = await this.pending.send(pending);
    if (!entry.isConnected || entry.dataset.seq) return;
    if ('sent' in outcome) this.settle(pending.client_id, { ...outcome.sent, state: 'sent' });
    else this.log.change(() => this.showFailed(entry, outcome.failed));
  }

  private draw(pending: Pending, state: string): HTMLElement {
    const entry = this.log.draw({ ...pending, sender: me, kind: 'text', state });
    this.log.append(entry);
    return entry;
  }

  private showFailed(entry: HTMLElement, reason: string): void {
    setState(entry, 'failed');
    const after = copyOf(this.failedTemplate);
    part(after, 'reason').textContent = reason;
    entry.append(after);
  }

  private pendingAt(button: Element): Pending | undefined {
    const entry = button.closest<HTMLElement>('[data-client]');
    return entry ? this.pending.find(entry.dataset.client!) : undefined;
  }
}
