import { Controller } from '@hotwired/stimulus';
import type { OpenTransferState } from '../../shared/transfer-payloads.js';
import type { Desk } from '../files/desk.js';
import { transfers } from '../lib/transfers.js';

const KEPT = 'parley:sending:';

/** Files to and from the open chat: chosen, pasted or dropped, and offered. What it takes to pass them on is fetched when it is needed. */
export default class FilesController extends Controller<HTMLElement> {
  static override targets = ['input', 'status', 'card', 'way'];
  static override values = { chat: Number, name: String };

  declare readonly inputTarget: HTMLInputElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly cardTarget: HTMLTemplateElement;
  declare readonly wayTarget: HTMLTemplateElement;
  declare readonly chatValue: number;
  /** Of the other one in a private chat. */
  declare readonly nameValue: string;

  private ends: (() => void)[] = [];
  private fetched: Promise<Desk> | undefined;

  override connect(): void {
    const clip = document.querySelector('[data-files-clip]')!;
    const listeners: [EventTarget, string, (event: never) => void][] = [
      [clip, 'click', this.ask],
      [document, 'paste', this.paste],
      [document, 'dragover', this.hover],
      [document, 'dragleave', this.leave],
      [document, 'drop', this.drop],
    ];
    for (const [target, name, act] of listeners) target.addEventListener(name, act as EventListener);
    this.ends = [
      ...listeners.map(
        ([target, name, act]) =>
          () =>
            target.removeEventListener(name, act as EventListener),
      ),
      transfers.on('offered', (offer) => {
        if (offer.chat_id === this.chatValue) this.desk((desk) => desk.offered(offer));
      }),
      transfers.on('open', ({ open, asked }) => this.agree(open, asked)),
    ];
  }

  override disconnect(): void {
    for (const end of this.ends) end();
  }

  choose(): void {
    const files = [...(this.inputTarget.files ?? [])];
    this.inputTarget.value = '';
    this.send(files);
  }

  private readonly ask = () => this.inputTarget.click();

  private send(files: File[]): void {
    if (files.length || this.fetched) this.desk((desk) => desk.send(files));
  }

  /** Text that is copied from a document often brings a picture of itself along. */
  private readonly paste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || event.clipboardData!.types.includes('text/plain')) return;
    event.preventDefault();
    this.send(files);
  };

  private readonly hover = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    document.body.toggleAttribute('data-dropping', true);
  };

  private readonly leave = (event: DragEvent): void => {
    if (!event.relatedTarget) document.body.removeAttribute('data-dropping');
  };

  private readonly drop = (event: DragEvent): void => {
    document.body.removeAttribute('data-dropping');
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.send([...event.dataTransfer.files]);
  };

  private agree(open: OpenTransferState[], asked: number): void {
    const isHere = open.some(({ chat_id }) => chat_id === this.chatValue);
    if (this.fetched || isHere || hasKept()) this.desk((desk) => desk.agree(open, asked));
  }

  /** In the order of the calls. Where the part cannot be fetched the page is older than the server. */
  private desk(act: (desk: Desk) => void): void {
    this.fetched ??= import('../files/desk.js').then(
      ({ Desk }) =>
        new Desk({
          chatId: this.chatValue,
          name: this.nameValue,
          status: this.statusTarget,
          templates: { card: this.cardTarget, way: this.wayTarget },
          choose: this.ask,
        }),
    );
    this.fetched.then(act, () => {
      this.fetched = undefined;
    });
  }
}

function hasKept(): boolean {
  try {
    return Object.keys(sessionStorage).some((name) => name.startsWith(KEPT));
  } catch {
    return false;
  }
}
