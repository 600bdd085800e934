import { Controller } from '@hotwired/stimulus';

/** Counts what is unread in the title, the favicon and the name of the way home. */
export default class UnreadController extends Controller<HTMLElement> {
  private readonly title = document.title.replace(/^\(\d+\+?\) /, '');

  show({ detail: { unread } }: CustomEvent<{ unread: number }>): void {
    document.title = unread ? `(${unread > 99 ? '99+' : unread}) ${this.title}` : this.title;
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    const wanted = unread ? '/icons/favicon-unread.svg' : '/icons/favicon.svg';
    if (icon && icon.getAttribute('href') !== wanted) icon.href = wanted;
    document.querySelector('[data-home-link]')!.ariaLabel = unread ? `Home, ${unread} unread` : 'Home';
  }
}
