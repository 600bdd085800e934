import { LIMITS } from '../../shared/limits.js';
import type { OpenTransferState, TransferAccepted } from '../../shared/transfer-payloads.js';
import { socket } from '../lib/socket.js';
import { transfers } from '../lib/transfers.js';
import type { Action, Card } from './card.js';
import { forgetDraft, keepDraft, type KeptDraft, keptDrafts } from './kept_drafts.js';
import { LineUp } from './line_up.js';
import { offer } from './offer.js';
import { awaited, isSame, Outgoing } from './outgoing.js';
import { outgoingLook } from './outgoing_look.js';
import { type Place, withinSentence } from './place.js';
import { isReadable, Uploads } from './uploads.js';
import { shownName } from './words.js';

/** The files that the reader of this page sends in its chat: a few at a time, the others wait. */
export class Sender {
  private readonly files = new Map<Outgoing, Card>();
  private readonly uploads = new Uploads();
  private readonly line = new LineUp<Outgoing>(LIMITS.transfers, (file) => void this.offer(file));
  private choosing: Outgoing | null = null;

  constructor(private readonly place: Place) {}

  find = (id: string): Outgoing | undefined => this.all().find((file) => file.id === id);

  private all = (): Outgoing[] => [...this.files.keys()];

  send(files: File[]): void {
    const chosen = this.choosing;
    this.choosing = null;
    for (const file of files) {
      const same = this.all().find((known) => !known.file && !known.isOver && isSame(file, known.draft));
      if (same) this.adopt(same, file);
      else if (chosen) chosen.wasOther = true;
      else this.add(file);
    }
    this.place.changed();
  }

  accepted({ transfer_id, user_id, username, offset }: TransferAccepted, now: number): void {
    const file = this.find(transfer_id);
    if (!file) return;
    file.wayTo(user_id, username).accept(offset, now);
    this.upload(file, user_id, offset);
  }

  failed(file: Outgoing, userId: number, reason: Parameters<Outgoing['fail']>[1], now: number): void {
    file.fail(userId, reason, now);
    this.uploads.stop(file.id, userId);
  }

  agree(open: OpenTransferState[], asked: number, now: number): void {
    const stateOf = (id: string) => open.find(({ transfer_id }) => transfer_id === id);
    for (const kept of keptDrafts()) {
      const state = stateOf(kept.id);
      if (!state) forgetDraft(kept.id);
      else if (kept.chat_id === this.place.chatId && !this.find(kept.id)) this.restore(kept, state, now);
    }
    for (const file of this.all()) {
      const state = stateOf(file.id);
      if (!file.id || file.isOver || (!state && file.offeredAt > asked)) continue;
      file.agree(state, now);
      for (const { user_id, offset } of state ? awaited(state) : [])
        if (!this.uploads.has(file.id, user_id)) this.upload(file, user_id, offset);
    }
  }

  get isBusy(): boolean {
    return this.all().some(({ isOver }) => !isOver);
  }

  /** Whether something does not go on by itself. */
  isStuck(now: number): boolean {
    return this.all().some(
      (file) =>
        file.file &&
        [...file.ways].some(([userId, { state, since, isOpen }]) => {
          const isGoing = state === 'flowing' || state === 'offered' || !isOpen;
          return !isGoing && now - since > 1500 && !this.uploads.has(file.id, userId);
        }),
    );
  }

  draw(now: number): void {
    const { shelf, announcer, name } = this.place;
    for (const [file, card] of this.files) {
      if (file.isOver) this.settle(file);
      const look = outgoingLook(file, withinSentence(name), this.line.isWaiting(file), now);
      shelf.show(card, look);
      announcer.follow(card, shownName(file.draft.name), look, now);
    }
  }

  private add(file: File): void {
    const { name, size, lastModified } = file;
    const outgoing = new Outgoing({ name, size, lastModified }, file, this.place.name);
    this.put(outgoing);
    this.line.add(outgoing);
  }

  private put(file: Outgoing): Card {
    const card = this.place.shelf.put({ name: shownName(file.draft.name) }, true, (action) => this.act(file, action));
    this.files.set(file, card);
    return card;
  }

  private act(file: Outgoing, action: Action): void {
    if (action === 'cancel') this.cancel(file);
    else if (action === 'again') this.tryAgain(file);
    else if (action === 'choose') {
      this.choosing = file;
      this.place.choose();
    }
    this.place.changed();
  }

  private async offer(file: Outgoing): Promise<void> {
    const card = this.files.get(file)!;
    const drawn = (thumbnail: string) => card.name(shownName(file.draft.name), thumbnail);
    await offer(file, this.place.chatId, drawn);
    if (file.id) keepDraft({ ...file.draft, id: file.id, chat_id: this.place.chatId });
    this.place.changed();
  }

  private upload(file: Outgoing, to: number, offset: number): void {
    if (!file.file) return;
    const [content, way] = [file.file, file.ways.get(to)];
    void this.uploads.start(content, { id: file.id, to, offset }).then(async (uploaded) => {
      if (uploaded) way?.finish(uploaded.sha256, performance.now());
      else if (way?.isOpen && !(await isReadable(content))) {
        way.fail('unreadable', true, performance.now());
        this.tell(file);
      }
      this.place.changed();
    });
  }

  private cancel(file: Outgoing): void {
    file.cancel(performance.now());
    this.uploads.stop(file.id);
    if (file.id) this.tell(file);
  }

  private tell(file: Outgoing): void {
    socket.emit('transfer:cancel', { transfer_id: file.id }, () => undefined);
  }

  private tryAgain(file: Outgoing): void {
    this.place.shelf.remove(this.files.get(file)!);
    this.files.delete(file);
    this.add(file.file!);
  }

  /** What this tab was sending before it was loaded anew. */
  private restore({ id, name, size, lastModified }: KeptDraft, state: OpenTransferState, now: number): void {
    const file = new Outgoing({ name, size, lastModified }, null, this.place.name);
    file.offeredAs(id, state.recipients, now);
    this.put(file).name(shownName(name), state.thumbnail);
  }

  private adopt(outgoing: Outgoing, file: File): void {
    outgoing.file = file;
    void transfers.refresh();
  }

  private settle(file: Outgoing): void {
    this.line.leave(file);
    forgetDraft(file.id);
  }
}
