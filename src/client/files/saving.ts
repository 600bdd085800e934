const ANSWER_MS = 1000;

/** Other browsers end a worker that only passes bytes on, and keep what they go on with by themselves. */
const isChromium = 'userAgentData' in navigator;

/** The worker that mends broken connections, where there is one. */
const mender = (): ServiceWorker | null => (isChromium && navigator.serviceWorker?.controller) || null;

/** Hands a file to the browser, which saves it as a download of its own. */
export class Saving {
  private isMended = false;

  constructor(private readonly id: string) {}

  /** The page stays, and it is not left, also where the answer is no file. */
  begin(): void {
    this.isMended = mender() !== null;
    if (this.isMended) this.throughWorker();
    else this.byLink();
  }

  /** Whether the worker still sees to it that the file goes on from where it is. */
  async isInHand(): Promise<boolean> {
    const worker = this.isMended ? mender() : null;
    if (!worker) return false;
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data === true);
      setTimeout(() => resolve(false), ANSWER_MS);
      worker.postMessage({ inHand: this.id }, [port2]);
    });
  }

  /** A link that saves goes past workers; what a frame is led to does not. */
  private throughWorker(): void {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.title = '';
    frame.src = this.path;
    document.body.append(frame);
  }

  private byLink(): void {
    const link = document.createElement('a');
    link.href = this.path;
    link.download = '';
    link.click();
  }

  private get path(): string {
    return `/transfer/${this.id}/`;
  }
}
