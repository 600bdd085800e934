const NAMES: Record<string, string> = { queued: 'Waiting', sending: 'Sending', sent: 'Sent', read: 'Read' };

/** Shows one state of a message on its tick: empty, queued, sending, sent, read, failed. */
export function setTick(root: ParentNode, state: string): void {
  const tick = root.querySelector<SVGElement>('[data-part=tick]');
  if (!tick || tick.dataset.state === state) return;
  tick.dataset.state = NAMES[state] ? state : '';
  tick.setAttribute('aria-label', NAMES[state] ?? '');
  if (NAMES[state])
    tick
      .querySelector('use')!
      .setAttribute('href', `${document.body.dataset.sprite}#t-${state === 'queued' ? 'sending' : state}`);
}
