import { Controller } from '@hotwired/stimulus';
import type { Readers } from '../../shared/payloads.js';
import { setFace } from '../lib/avatar.js';
import { inbox } from '../lib/inbox.js';
import { read } from '../lib/page.js';
import { copyOf, part } from '../lib/part.js';
import { setTime } from '../lib/time.js';

const FAILED = 'This could not be loaded. Close it and try again in a moment.';

/** Who has read a message, and when. */
export default class ReadersController extends Controller<HTMLElement> {
  static override targets = ['dialog', 'sent', 'list', 'note', 'more', 'template'];
  static override values = { chat: Number, name: String };

  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly sentTarget: HTMLTimeElement;
  declare readonly listTarget: HTMLElement;
  declare readonly noteTarget: HTMLElement;
  declare readonly moreTarget: HTMLButtonElement;
  declare readonly templateTarget: HTMLTemplateElement;
  declare readonly chatValue: number;
  /** The name of the other one in a private chat. */
  declare readonly nameValue: string;

  private seq = 0;
  private next = '';
  private end?: () => void;

  override connect(): void {
    this.end = inbox.on('read', ({ chat_id }) => {
      if (chat_id === this.chatValue && this.dialogTarget.open) void this.load(true);
    });
  }

  override disconnect(): void {
    this.end?.();
  }

  open({ currentTarget }: Event): void {
    const { seq, time } = (currentTarget as Element).closest<HTMLElement>('[data-seq]')!.dataset;
    this.seq = Number(seq);
    setTime(this.sentTarget, time!);
    this.listTarget.replaceChildren();
    this.noteTarget.textContent = '';
    this.dialogTarget.showModal();
    void this.load(true);
  }

  close(): void {
    this.dialogTarget.close();
  }

  outside({ target }: Event): void {
    if (target === this.dialogTarget) this.close();
  }

  more(): void {
    void this.load(false);
  }

  private async load(anew: boolean): Promise<void> {
    const { seq } = this;
    const from = anew ? '' : `?cursor=${this.next}`;
    const page = await read<Readers>(`/chat/${this.chatValue}/messages/${seq}/readers/${from}`);
    if (seq !== this.seq) return;
    if (page) this.show(page, anew);
    else this.noteTarget.textContent = FAILED;
  }

  private show({ results, next }: Readers, anew: boolean): void {
    const rows = results.map((reader) => this.draw(reader));
    if (anew) this.listTarget.replaceChildren(...rows);
    else this.listTarget.append(...rows);
    this.noteTarget.textContent = this.listTarget.childElementCount ? '' : 'Not read yet, as far as you may know.';
    this.next = next ?? '';
    this.moreTarget.hidden = !next;
  }

  private draw({ user_id: id, username, time }: Readers['results'][number]): HTMLElement {
    const row = copyOf(this.templateTarget);
    const name = this.nameValue || username;
    const known = document.querySelector(`.avatar[data-user="${id}"]`);
    const picture = known?.querySelector('img')?.src ?? null;
    setFace(part(row, 'avatar'), { id, name, picture, online: known?.hasAttribute('data-online') ?? null });
    part(row, 'name').textContent = name;
    setTime(part<HTMLTimeElement>(row, 'time'), time);
    return row;
  }
}
