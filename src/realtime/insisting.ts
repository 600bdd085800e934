/** Until then the database is back, or everybody's own look at what they missed has shown it (every half minute). */
const PAUSES_MS = [250, 500, 1000, 2000, 4000, 8000, 16_000];

/** Does again what fails, with longer and longer pauses; rejects with the last failure. For what is told only once. */
export async function insisting<T>(act: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await act();
    } catch {
      await new Promise((done) => setTimeout(done, pause).unref());
    }
  }
  return act();
}
