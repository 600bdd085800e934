import { Controller } from '@hotwired/stimulus';

/** Marks in the sidebar which section of the settings is in view. */
export default class SectionsController extends Controller<HTMLElement> {
  static override targets = ['link'];
  declare readonly linkTargets: HTMLAnchorElement[];

  private observer?: IntersectionObserver;

  override connect(): void {
    const root = document.querySelector('.pane .scroll');
    this.observer = new IntersectionObserver(() => this.mark(), { root, threshold: [0, 0.5, 1] });
    for (const section of this.sections()) this.observer.observe(section);
  }

  override disconnect(): void {
    this.observer?.disconnect();
  }

  private sections = () => this.linkTargets.map(({ hash }) => document.getElementById(hash.slice(1))!).filter(Boolean);

  private mark(): void {
    const inView = this.sections().find((section) => section.getBoundingClientRect().bottom > 120);
    for (const link of this.linkTargets) {
      if (link.hash === `#${inView?.id}`) link.ariaCurrent = 'true';
      else link.removeAttribute('aria-current');
    }
  }
}
