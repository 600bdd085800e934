import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { ChatFinder } from '../../chats/chat-finder.js';
import { ChatMembers } from '../../chats/chat-members.js';
import { idNumber, messageText } from '../../contract/fields.js';
import { invalidInput } from '../../errors/app-error.js';
import { MessagesService } from '../../messages/messages.service.js';
import type { LiveMessage } from '../../shared/payloads.js';
import { markFor } from './receiver.js';

/** The text is called either way. */
export const AddressedMessage = z
  .object({ message: messageText.optional(), content: messageText.optional(), receiver: idNumber.nullish() })
  .transform(({ message, content, receiver }, context) => {
    const text = message ?? content;
    if (text !== undefined) return { text, receiver };
    context.addIssue({ code: 'custom', path: ['message'], message: 'The message must not be empty.' });
    return z.NEVER;
  });
export type AddressedMessage = z.output<typeof AddressedMessage>;

/** Messages that may name whom in the room they are for. Everybody in it reads them all the same. */
@Injectable()
export class AddressedMessages {
  constructor(
    private readonly messages: MessagesService,
    private readonly chats: ChatFinder,
    private readonly members: ChatMembers,
  ) {}

  /** Throws `invalid_input` for a receiver who is not in the room. */
  async send(actor: Actor, chatId: number, { text, receiver }: AddressedMessage): Promise<LiveMessage> {
    if (typeof receiver === 'number') await this.demandReceiver(actor, chatId, receiver);
    const client_id = typeof receiver === 'number' ? markFor(receiver) : undefined;
    return (await this.messages.send(actor, chatId, { text, client_id })).message;
  }

  private async demandReceiver(actor: Actor, chatId: number, receiver: number): Promise<void> {
    if (await this.members.isWith(actor, chatId, receiver)) return;
    // Whoever is not in the room themselves is told nothing about who is.
    await this.chats.membershipOf(actor, chatId);
    throw invalidInput({ receiver: ['The receiver is not in this room.'] });
  }
}
