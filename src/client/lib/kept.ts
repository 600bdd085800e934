/** What a browser keeps for its reader: drafts, and messages that did not go out. It may keep nothing at all (private windows). */
const nameOf = (kind: string, person: number, id: number | string) => `parley:${kind}:${person}:${id}`;

/** From signing out on, here or in another tab: what still arrives before the page is gone leaves no trace. */
let forgotten = false;

const otherTabs = new BroadcastChannel('parley:signing-out');
otherTabs.onmessage = forgetHere;

/** False where the browser is full or does not allow it. */
export function keep(kind: string, person: number, id: number | string, value: string): boolean {
  if (forgotten) return false;
  try {
    if (value) localStorage.setItem(nameOf(kind, person, id), value);
    else localStorage.removeItem(nameOf(kind, person, id));
    return true;
  } catch {
    return false;
  }
}

export function kept(kind: string, person: number, id: number | string): string {
  try {
    return localStorage.getItem(nameOf(kind, person, id)) ?? '';
  } catch {
    return '';
  }
}

/** The ids under which something of that kind is kept. */
export function allKept(kind: string, person: number): string[] {
  const prefix = nameOf(kind, person, '');
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length));
  } catch {
    return [];
  }
}

/** Hears the id of what another tab of this browser keeps or forgets. */
export function onKeptElsewhere(kind: string, person: number, hear: (id: string) => void): void {
  const prefix = nameOf(kind, person, '');
  window.addEventListener('storage', ({ key }) => {
    if (key?.startsWith(prefix)) hear(key.slice(prefix.length));
  });
}

/** After signing out nothing of a person stays on a computer that others use too, but how it may draw attention. */
export function forgetAll(): void {
  forgetHere();
  otherTabs.postMessage(null);
}

function forgetHere(): void {
  forgotten = true;
  try {
    const ofPeople = Object.keys(localStorage).filter((name) => /^parley:(?!alert:)/.test(name));
    for (const name of ofPeople) localStorage.removeItem(name);
  } catch {
    // There was nothing to forget.
  }
}
