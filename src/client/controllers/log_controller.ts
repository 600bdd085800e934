import { Controller } from '@hotwired/stimulus';
import type { ReadReceipt } from '../../shared/payloads.js';
import { addReader, setState, stateOf } from '../lib/fill.js';
import { type Arrival, inbox } from '../lib/inbox.js';
import { LogPages } from '../lib/log_pages.js';
import { LogView } from '../lib/log_view.js';
import { Outbox } from '../lib/outbox.js';
import { isVisible, me } from '../lib/page.js';
import { ReadMarker } from '../lib/read_marker.js';
import { ScrollKeeper } from '../lib/scroll_keeper.js';

const TEMPLATES = ['template', 'systemTemplate', 'dayTemplate', 'newTemplate', 'failedTemplate'];

/** The open chat: shows what arrives, follows it near the end, and tells how far it was read. */
export default class LogController extends Controller<HTMLElement> {
  static override targets = [
    'scroll',
    'column',
    'older',
    'newer',
    'nothing',
    'waiting',
    'markRead',
    'jump',
    'jumpCount',
    ...TEMPLATES,
  ];
  static override values = { chat: Number, last: Number, read: Number, name: String };

  declare readonly scrollTarget: HTMLElement;
  declare readonly columnTarget: HTMLElement;
  declare readonly olderTarget: HTMLAnchorElement;
  declare readonly newerTarget: HTMLAnchorElement;
  declare readonly nothingTarget: HTMLElement;
  declare readonly waitingTarget: HTMLElement;
  declare readonly markReadTargets: HTMLElement[];
  declare readonly jumpTarget: HTMLElement;
  declare readonly jumpCountTarget: HTMLElement;
  declare readonly templateTarget: HTMLTemplateElement;
  declare readonly systemTemplateTarget: HTMLTemplateElement;
  declare readonly dayTemplateTarget: HTMLTemplateElement;
  declare readonly newTemplateTarget: HTMLTemplateElement;
  declare readonly failedTemplateTarget: HTMLTemplateElement;
  declare readonly chatValue: number;
  declare readonly lastValue: number;
  declare readonly readValue: number;
  declare readonly nameValue: string;

  private log!: LogView;
  private pages!: LogPages;
  private outbox!: Outbox;
  private reader!: ReadMarker;
  private ends: (() => void)[] = [];
  private unseen = 0;

  override connect(): void {
    const scroll = new ScrollKeeper(this.scrollTarget);
    this.log = new LogView(this.parts(), scroll);
    const parts = { failed: this.failedTemplateTarget, waiting: this.waitingTarget };
    this.outbox = new Outbox(this.chatValue, this.log, parts);
    const found = (clientId: string) => this.outbox.found(clientId);
    this.pages = new LogPages(this.chatValue, this.log, { box: this.scrollTarget, found });
    this.reader = new ReadMarker(this.chatValue, this.readValue);
    for (const form of this.markReadTargets) form.remove();
    for (const entry of this.log.stored()) setState(entry, entry.dataset.state ?? '');
    inbox.begins(this.chatValue, this.lastValue);
    inbox.open = this.chatValue;
    this.change(() => this.outbox.restore());
    const line = this.log.newLine();
    if (line) scroll.showAtTop(line);
    this.listen();
    this.look();
  }

  override disconnect(): void {
    for (const end of this.ends) end();
    inbox.reading = inbox.open = 0;
  }

  /** Stands in the log before anything else happens; what lies between is left out, when it can be. */
  async send(event: CustomEvent<{ text: string }>): Promise<void> {
    if (!this.outbox.write(event.detail.text)) return event.preventDefault();
    this.change(() => undefined);
    if (!this.pages.reachesNewest()) await this.pages.newest();
    this.log.scroll.toEnd();
    this.look();
  }

  connection = (): void => this.outbox.connection();

  retry = ({ target }: Event): void => this.outbox.retry(target as Element);

  discard = ({ target }: Event): void => this.change(() => this.outbox.discard(target as Element));

  older(event: Event): void {
    event.preventDefault();
    void this.pages.older();
  }

  newer(event: Event): void {
    event.preventDefault();
    void this.pages.newer().then(this.look);
  }

  async toNewest(): Promise<void> {
    if (!this.pages.reachesNewest()) await this.pages.newest();
    this.log.scroll.toEnd();
    this.look();
  }

  private listen(): void {
    const listeners: [EventTarget, string][] = [
      [this.scrollTarget, 'scroll'],
      [document, 'visibilitychange'],
      [window, 'focus'],
      [window, 'blur'],
    ];
    for (const [target, name] of listeners) target.addEventListener(name, this.look, { passive: true });
    this.ends = [
      inbox.on('message', (message) => message.chat_id === this.chatValue && this.receive(message)),
      inbox.on('read', (receipt) => receipt.chat_id === this.chatValue && this.receiveRead(receipt)),
      inbox.on('connected', this.look),
      this.outbox.listen(),
      this.pages.end,
      ...listeners.map(
        ([target, name]) =>
          () =>
            target.removeEventListener(name, this.look),
      ),
    ];
  }

  private receive(message: Arrival): void {
    const answered = this.outbox.settle(message.client_id, { ...message, state: stateOf(message) });
    if (!answered) this.receiveNew(message);
    this.look();
  }

  private receiveNew(message: Arrival): void {
    const others = message.sender !== me;
    if (others && !(isVisible() && this.isAtEnd())) this.unseen++;
    if (!this.pages.reachesNewest() || this.log.entryAt(message.seq)) return;
    const entry = this.log.render(message);
    entry.classList.add('message--entering');
    this.change(() => {
      this.log.insert(entry, message.seq);
      if (others && !isVisible()) this.log.drawNewLineBefore(entry);
    });
  }

  private receiveRead({ user_id, username, up_to }: ReadReceipt): void {
    if (user_id === me) return this.reader.readElsewhere(up_to);
    const read = this.log.stored().filter(({ dataset }) => dataset.state && Number(dataset.seq) <= up_to);
    if (!read.length) return;
    this.change(() => {
      for (const entry of read) {
        addReader(entry, username);
        if (entry.dataset.state === 'sent') setState(entry, 'read');
      }
    });
  }

  private change(act: () => void): void {
    this.log.change(act);
    this.nothingTarget.hidden = this.log.entries().length > 0;
  }

  private isAtEnd = () => this.log.scroll.isNearEnd() && this.pages.reachesNewest();

  /** After anything that may change what is in view: says how many are below, and marks what was seen as read. */
  private look = (): void => {
    const atEnd = this.isAtEnd();
    const reading = atEnd && isVisible();
    inbox.reading = reading ? this.chatValue : 0;
    if (reading) this.unseen = 0;
    this.jumpTarget.hidden = atEnd;
    this.jumpCountTarget.hidden = !this.unseen;
    this.jumpCountTarget.textContent = this.unseen > 99 ? '99+' : String(this.unseen);
    this.jumpTarget.ariaLabel = this.unseen ? `${this.unseen} new messages, go to the newest` : 'Go to the newest';
    if (isVisible()) this.reader.mark(this.log);
  };

  private parts() {
    return {
      column: this.columnTarget,
      older: this.olderTarget,
      newer: this.newerTarget,
      message: this.templateTarget,
      system: this.systemTemplateTarget,
      day: this.dayTemplateTarget,
      newLine: this.newTemplateTarget,
      name: this.nameValue,
      chat: this.chatValue,
    };
  }
}
