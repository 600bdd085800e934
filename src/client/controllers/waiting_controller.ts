import { Controller } from '@hotwired/stimulus';

const MOST = 5;

/** What waits to be read, on the home page: the same rows as in the list of chats. */
export default class WaitingController extends Controller<HTMLElement> {
  static override targets = ['rows'];
  declare readonly rowsTarget: HTMLUListElement;

  show(): void {
    const unread = [...document.querySelectorAll('.sidebar li:has(.chat-row--unread)')].slice(0, MOST);
    this.rowsTarget.replaceChildren(...unread.map((item) => item.cloneNode(true)));
    this.element.hidden = unread.length === 0;
  }
}
