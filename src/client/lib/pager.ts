import type { ChatPage } from '../../shared/payloads.js';
import { read } from './page.js';

const PAGE = 50;

/** Loads a conversation page by page, one at a time. */
export class Pager {
  private busy = false;

  constructor(private readonly chatId: number) {}

  before = (seq: number) => this.page(`before=${seq}&`);
  after = (seq: number) => this.page(`after=${seq}&`);
  newest = () => this.page('');

  /** Undefined while another page is on its way, null where this one could not be had. */
  private async page(where: string): Promise<ChatPage | null | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    try {
      return await read<ChatPage>(`/chat/${this.chatId}?${where}limit=${PAGE}`);
    } finally {
      this.busy = false;
    }
  }
}
