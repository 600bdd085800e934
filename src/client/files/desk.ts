import type { OpenTransferState, PassedFile, TransferOffer } from '../../shared/transfer-payloads.js';
import { type Arrival, inbox } from '../lib/inbox.js';
import { me } from '../lib/page.js';
import { socket } from '../lib/socket.js';
import { transfers } from '../lib/transfers.js';
import { Announcer } from './announcer.js';
import type { Templates } from './card.js';
import { AnswerKeys } from './answer_keys.js';
import type { Place } from './place.js';
import { Receiver } from './receiver.js';
import { Sender } from './sender.js';
import { Shelf } from './shelf.js';

/** A bar moves four times a second at most. */
const DRAW_MS = 250;
const LOOK_AFTER_MS = 2000;
/** What is told of an offer before it is answered: more than that is no race. */
const MOST_EARLY = 50;

interface Given {
  chatId: number;
  name: string;
  status: HTMLElement;
  templates: Templates;
  choose(): void;
}

/** Passes files on in the open chat: hears what the server tells of them, and draws it. */
export class Desk {
  private readonly sender: Sender;
  private readonly receiver: Receiver;
  private ticking: ReturnType<typeof setInterval> | undefined;
  private lookedAfter = 0;
  /** An offer may be taken before its sender is told its id. */
  private early: { id: string; hear: () => void }[] = [];

  constructor({ status, templates, ...rest }: Given) {
    const changed = () => this.changed();
    const place: Place = { ...rest, shelf: new Shelf(templates), announcer: new Announcer(status), changed };
    this.sender = new Sender(place);
    this.receiver = new Receiver(place);
    new AnswerKeys(this.receiver).listen();
    this.listen();
    void transfers.refresh();
  }

  send(files: File[]): void {
    this.sender.send(files);
  }

  offered(offer: TransferOffer): void {
    this.receiver.offered(offer);
    this.changed();
  }

  agree(open: OpenTransferState[], asked: number): void {
    const now = performance.now();
    this.sender.agree(open, asked, now);
    this.receiver.agree(open, asked, now);
    this.changed();
  }

  private listen(): void {
    const { sender, receiver } = this;
    const now = () => performance.now();
    socket.on('transfer:accepted', (told) => this.of(told, () => sender.accepted(told, now())));
    socket.on('transfer:declined', (told) =>
      this.of(told, () =>
        sender.find(told.transfer_id)?.wayTo(told.user_id, told.username).fail('declined', false, now()),
      ),
    );
    socket.on('transfer:progress', (told) => this.of(told, () => this.wayOf(told)?.progress(told.bytes, now())));
    socket.on('transfer:paused', (told) => this.of(told, () => this.wayOf(told)?.pause(told.offset, now())));
    socket.on('transfer:done', (told) => this.of(told, () => this.wayOf(told)?.finish(told.sha256, now())));
    socket.on('transfer:failed', (told) =>
      this.of(told, () => {
        const [file, { user_id, reason }] = [sender.find(told.transfer_id), told];
        if (file) sender.failed(file, user_id, reason, now());
        else if (user_id === me) receiver.find(told.transfer_id)?.way.fail(reason, false, now());
      }),
    );
    inbox.on('message', (message) => this.recorded(message));
    window.addEventListener('beforeunload', (event) => sender.isBusy && event.preventDefault());
  }

  private of({ transfer_id: id }: { transfer_id: string }, hear: () => void): void {
    const isKnown = this.sender.find(id) ?? this.receiver.find(id);
    if (!isKnown) this.early = [...this.early, { id, hear }].slice(-MOST_EARLY);
    hear();
    this.changed();
  }

  /** What the chat keeps of a file tells also those who were away when it ended. */
  private recorded({ event }: Arrival): void {
    if (event?.name !== 'file_sent' && event?.name !== 'file_not_sent') return;
    const { transfer_id, recipients } = event.subject as PassedFile;
    for (const { id: user_id, outcome } of recipients) {
      const way = this.wayOf({ transfer_id, user_id });
      if (outcome === 'done') way?.finish('', performance.now());
      else way?.fail(outcome, false, performance.now());
    }
    this.changed();
  }

  private wayOf({ transfer_id, user_id }: { transfer_id: string; user_id: number }) {
    const file = this.sender.find(transfer_id);
    if (file) return file.ways.get(user_id);
    return user_id === me ? this.receiver.find(transfer_id)?.way : undefined;
  }

  private changed(): void {
    const early = this.early.filter(({ id }) => this.sender.find(id));
    if (early.length) this.early = this.early.filter((one) => !early.includes(one));
    for (const { hear } of early) hear();
    this.draw();
    if (this.isBusy && !this.ticking) this.ticking = setInterval(() => this.tick(), DRAW_MS);
  }

  private tick(): void {
    const now = performance.now();
    this.draw();
    if (!this.isBusy) {
      clearInterval(this.ticking);
      this.ticking = undefined;
    } else if (now - this.lookedAfter > LOOK_AFTER_MS && (this.sender.isStuck(now) || this.receiver.isStuck(now))) {
      this.lookedAfter = now;
      if (socket.connected) void transfers.refresh();
    }
  }

  private get isBusy(): boolean {
    return this.sender.isBusy || this.receiver.isBusy;
  }

  private draw(): void {
    const now = performance.now();
    this.sender.draw(now);
    this.receiver.draw(now);
  }
}
