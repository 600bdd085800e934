const NEAR_PX = 100;

/**
 * The scroll position of the log. Its box is reversed (`flex-direction: column-reverse`): 0 is the end and older
 * messages lie below zero, so what is added above moves nothing and the end stays the end.
 */
export class ScrollKeeper {
  constructor(private readonly box: HTMLElement) {}

  isNearEnd(): boolean {
    return -this.box.scrollTop <= NEAR_PX;
  }

  toEnd(): void {
    this.box.scrollTop = 0;
  }

  /** Changes the log under a reader's eyes without moving what they look at. Near its end the log follows instead. */
  keeping(change: () => void): void {
    const anchor = this.isNearEnd() ? undefined : this.firstInView();
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (anchor?.isConnected) this.box.scrollTop += anchor.getBoundingClientRect().top - before;
    else if (!anchor) this.toEnd();
  }

  /** Puts an element a little below the upper edge, or as near as the end of the log allows. */
  showAtTop(element: Element, below = 48): void {
    this.box.scrollTop += element.getBoundingClientRect().top - this.box.getBoundingClientRect().top - below;
  }

  /** Whether all of an element has been scrolled into view, or past. */
  reaches(element: Element): boolean {
    return element.getBoundingClientRect().bottom <= this.box.getBoundingClientRect().bottom + 1;
  }

  private firstInView(): Element | undefined {
    const top = this.box.getBoundingClientRect().top;
    return [...this.box.querySelectorAll('[data-seq]')].find((entry) => entry.getBoundingClientRect().bottom > top);
  }
}
