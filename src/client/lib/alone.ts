/** A tab that holds on for longer than this is asleep. */
const PATIENCE_MS = 5000;

/** In one tab of this browser at a time, where browsers can tell (over plain http some cannot), and where that tab is awake. */
export async function alone(name: string, act: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return act();
  try {
    await navigator.locks.request(name, { signal: AbortSignal.timeout(PATIENCE_MS) }, act);
  } catch (error) {
    if (!['TimeoutError', 'AbortError'].includes((error as Error).name)) throw error;
    await act();
  }
}
