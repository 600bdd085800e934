import { Controller } from '@hotwired/stimulus';

/** Every link to the page where a group or server is made opens its form as a dialog, which comes when it is first asked for. */
export default class MakingController extends Controller<HTMLElement> {
  open(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href$="-web/new"]');
    const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    // A page with fields of the same names leads on to the form's own page.
    if (!link || elsewhere || event.defaultPrevented || document.querySelector('main :is(#group-name, #server-name)'))
      return;
    event.preventDefault();
    void this.show(link.href);
  }

  private async show(page: string): Promise<void> {
    try {
      const { openDialog } = await import('../making.js');
      await openDialog(this.application, page);
    } catch {
      location.assign(page);
    }
  }
}
