import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { ChatFinder } from '../../chats/chat-finder.js';
import { notFound } from '../../errors/app-error.js';
import { JoiningService } from '../../groups/joining/joining.service.js';
import { type Privacy, PrivacySettings } from '../../users/privacy.js';
import type { ChatAddress } from './chat-address.js';

/** Somebody who may come in, and the chats they will hear. */
export interface Guest {
  actor: Actor;
  privacy: Privacy;
  /** With the newest `seq` of each. */
  heads: ReadonlyMap<number, number>;
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
    private readonly joining: JoiningService,
    private readonly privacy: PrivacySettings,
  ) {}

  /** For a socket of one chat. Throws `not_found` for a chat that is not theirs; a public group's name joins it. */
  async toChat(actor: Actor, address: ChatAddress): Promise<GuestOfChat> {
    if (address === null) throw notFound('chat');
    const chatId = typeof address === 'string' ? await this.joining.byName(actor, address) : address;
    const [privacy, { peer, last_seq }] = await Promise.all([
      this.privacy.of(actor.id),
      this.chats.membershipOf(actor, chatId),
    ]);
    return { actor, privacy, heads: new Map([[chatId, last_seq]]), chatId, peerId: peer?.id ?? null };
  }

  /** For a socket that hears every chat of the person. */
  async toAllChats(actor: Actor): Promise<Guest> {
    const [privacy, heads] = await Promise.all([this.privacy.of(actor.id), this.chats.headsOf(actor.id)]);
    return { actor, privacy, heads };
  }
}
