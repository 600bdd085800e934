import { Controller } from '@hotwired/stimulus';
import { Follower } from '../lib/follower.js';
import { watchForEnd } from '../lib/gone.js';
import { inbox } from '../lib/inbox.js';

/** The page of a group, as it changes while somebody looks at it. */
export default class AdministrationController extends Controller<HTMLElement> {
  static override values = { chat: Number };
  declare readonly chatValue: number;

  private ends: (() => void)[] = [];
  private readonly follower = new Follower();

  override connect(): void {
    const { soon } = this.follower;
    const changes = (['updated', 'joined', 'left'] as const).map((name) =>
      inbox.on(name, ({ chat_id }) => chat_id === this.chatValue && soon()),
    );
    this.ends = [...changes, inbox.on('stale', soon), watchForEnd(this.chatValue), this.follower.start()];
  }

  override disconnect(): void {
    for (const end of this.ends) end();
  }
}
