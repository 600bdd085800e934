import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { ChatFinder } from '../../chats/chat-finder.js';
import { notFound } from '../../errors/app-error.js';
import { type Privacy, PrivacySettings } from '../../users/privacy.js';

/** Somebody who may come in, and the chats they will hear. */
export interface Guest {
  actor: Actor;
  privacy: Privacy;
  chatIds: readonly number[];
}

export interface GuestOfChat extends Guest {
  chatId: number;
  /** The other one of a private chat. */
  peerId: number | null;
}

/** Reads what has to be known of somebody before they are let in. */
@Injectable()
export class Guests {
  constructor(
    private readonly chats: ChatFinder,
    private readonly privacy: PrivacySettings,
  ) {}

  /** For a socket of one chat. Throws `not_found` for a chat that is not theirs; null stands for what cannot be one. */
  async toChat(actor: Actor, chatId: number | null): Promise<GuestOfChat> {
    if (chatId === null) throw notFound('chat');
    const [privacy, { peer }] = await Promise.all([this.privacy.of(actor.id), this.chats.membershipOf(actor, chatId)]);
    return { actor, privacy, chatIds: [chatId], chatId, peerId: peer?.id ?? null };
  }

  /** For a socket that hears every chat of the person. */
  async toAllChats(actor: Actor): Promise<Guest> {
    const [privacy, chatIds] = await Promise.all([this.privacy.of(actor.id), this.chats.idsOf(actor.id)]);
    return { actor, privacy, chatIds };
  }
}
