/** Who reads this page; 0 where nobody is signed in. */
export const me = Number(document.body.dataset.me ?? 0);

/** By which name others mention them. */
export const myName = document.body.dataset.username?.toLowerCase() ?? '';

export const isVisible = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

const csrfToken = () => document.querySelector<HTMLMetaElement>('meta[name=csrf-token]')?.content ?? '';

/** JSON of our own server, or null where it could not be had. */
export async function read<T>(path: string, signal?: AbortSignal): Promise<T | null> {
  try {
    const answer = await fetch(path, { headers: { Accept: 'application/json' }, signal });
    return answer.ok ? ((await answer.json()) as T) : null;
  } catch {
    return null;
  }
}

/** Sends to our own server with the page's security token. */
export function send(
  method: string,
  path: string,
  body?: BodyInit,
  { signal, headers: more }: Pick<RequestInit, 'signal' | 'headers'> = {},
): Promise<Response> {
  const headers = { Accept: 'application/json', 'X-CSRF-Token': csrfToken(), ...more };
  return fetch(path, { method, body, headers, redirect: 'manual', signal });
}

/** A form of the pages answers by leading on, which needs no following when script has sent it. */
export const wentWell = (answer: Response | null): boolean =>
  answer !== null && (answer.ok || answer.type === 'opaqueredirect');

/** Random enough for a `client_id`. `crypto.randomUUID` is missing on a page that came over plain http. */
export const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

export function debounced(milliseconds: number, act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds);
  };
}
