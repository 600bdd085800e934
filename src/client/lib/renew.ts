/** Puts a part of this page as the server draws it now in the place of the one that stands here. False where it could not be had. */
export async function renew(selector: string): Promise<boolean> {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector(selector);
  const stale = document.querySelector(selector);
  if (!fresh || !stale) return false;
  stale.replaceWith(document.adoptNode(fresh));
  return true;
}
