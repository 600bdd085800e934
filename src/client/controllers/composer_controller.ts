import { Controller } from '@hotwired/stimulus';
import { LIMITS } from '../../shared/limits.js';
import { keep, kept } from '../lib/kept.js';
import { debounced, me } from '../lib/page.js';
import { socket } from '../lib/socket.js';
import { MOST_UNSENT } from '../lib/unsent_messages.js';

const LINES_PX = 184;
/** A little more than the server passes on, a little less than others believe it. */
const TYPING_EVERY_MS = 3200;

/** Where one writes. What was typed is kept until it is sent, per chat, on this device. */
export default class ComposerController extends Controller<HTMLFormElement> {
  static override targets = ['text', 'note'];
  static override values = { chat: Number };

  declare readonly textTarget: HTMLTextAreaElement;
  declare readonly noteTarget: HTMLElement;
  declare readonly chatValue: number;

  private readonly touch = matchMedia('(hover: none) and (pointer: coarse)');
  private typingTold = -Infinity;
  private readonly keepDraft = debounced(200, () => this.keepNow());
  private readonly keepNow = () => keep('draft', me, this.chatValue, this.textTarget.value);

  override connect(): void {
    this.textTarget.value ||= kept('draft', me, this.chatValue);
    // The server's limit is in characters as people count them, the browser's in UTF-16 units.
    this.textTarget.required = false;
    this.textTarget.enterKeyHint = this.touch.matches ? 'enter' : 'send';
    this.grow();
    if (!this.touch.matches) this.textTarget.focus({ preventScroll: true });
    window.addEventListener('pagehide', this.keepNow);
  }

  override disconnect(): void {
    window.removeEventListener('pagehide', this.keepNow);
  }

  changed(): void {
    this.noteTarget.hidden = true;
    this.textTarget.removeAttribute('aria-invalid');
    this.grow();
    this.keepDraft();
    this.tellTyping();
  }

  /** Enter sends, except where it chooses a word of an input method, or where a thumb means a new line. */
  key(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (this.touch.matches && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  send(event: SubmitEvent): void {
    event.preventDefault();
    const text = this.textTarget.value.trim();
    if (!text) return this.textTarget.focus();
    const length = [...text].length;
    if (length > LIMITS.text) return this.refuse(length);
    const taken = this.dispatch('send', { target: window, detail: { text } });
    if (taken.defaultPrevented) return this.say(`${MOST_UNSENT} messages wait to go out. Send this when they have.`);
    this.textTarget.value = '';
    this.keepNow();
    this.grow();
    this.textTarget.focus({ preventScroll: true });
  }

  private tellTyping(): void {
    const now = performance.now();
    if (!this.textTarget.value.trim() || !socket.connected || now - this.typingTold < TYPING_EVERY_MS) return;
    this.typingTold = now;
    socket.emit('typing:start', { chat_id: this.chatValue }, () => undefined);
  }

  private refuse(length: number): void {
    const [is, most] = [length, LIMITS.text].map((count) => count.toLocaleString('en-GB'));
    this.say(`This is ${is} characters long, and a message has at most ${most}. Send it in parts.`);
    this.textTarget.setAttribute('aria-invalid', 'true');
  }

  private say(sentence: string): void {
    this.noteTarget.textContent = sentence;
    this.noteTarget.hidden = false;
  }

  /** For browsers that cannot size a field by its content. */
  private grow(): void {
    if (CSS.supports('field-sizing', 'content')) return;
    this.textTarget.style.height = 'auto';
    this.textTarget.style.height = `${Math.min(this.textTarget.scrollHeight, LINES_PX)}px`;
  }
}
