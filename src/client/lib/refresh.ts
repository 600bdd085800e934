import { sayAll } from './time.js';

/** A page of ours as it is now, or null where it could not be had. */
export async function fetchPage(url: string): Promise<Document | null> {
  try {
    const answer = await fetch(url, { headers: { Accept: 'text/html' } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch {
    return null;
  }
}

/**
 * Draws the live parts of this page anew from the page itself, so that there is no second markup of them. What somebody
 * is busy with stays as it is; false says so.
 */
export async function refresh(): Promise<boolean> {
  const fresh = await fetchPage(location.href);
  if (!fresh) return true;
  let whole = true;
  for (const old of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const next = fresh.querySelector<HTMLElement>(`[data-live="${old.dataset.live}"]`);
    if (!next || old.isEqualNode(next)) continue;
    if (isBusy(old)) whole = false;
    else replace(old, next);
  }
  sayAll(document);
  return whole;
}

const isBusy = (part: HTMLElement) =>
  part.querySelector('[popover]:popover-open, select:focus, input:focus, textarea:focus') !== null;

function replace(old: HTMLElement, next: HTMLElement): void {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const top = old.scrollTop;
  old.replaceWith(next);
  next.scrollTop = top;
  if (focused) sameIn(next, focused)?.focus({ preventScroll: true });
}

/** What stands where the focus was: by its name, as people know it. */
function sameIn(part: HTMLElement, focused: Element): HTMLElement | undefined {
  const nameOf = (element: Element) => element.ariaLabel ?? element.textContent;
  const all = [...part.querySelectorAll<HTMLElement>(focused.tagName)];
  return all.find((element) => nameOf(element) === nameOf(focused));
}
