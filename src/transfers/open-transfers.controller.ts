import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented } from '../contract/documented.js';
import { OpenTransferState } from '../shared/transfer-payloads.js';
import { OpenStates } from './open-states.js';

const EXAMPLE: OpenTransferState = {
  transfer_id: 'pX3kQ9vT2mB7nR4tY6wE1g',
  chat_id: 12,
  sender: 7,
  sender_username: 'ada',
  name: 'plan.pdf',
  size: 3_145_728,
  type: 'application/pdf',
  recipients: 1,
  ways: [
    {
      user_id: 9,
      username: 'bob',
      state: 'paused',
      offset: 0,
      bytes: 1_048_576,
      sending: false,
      fetching: false,
      ends_in: 93_500,
    },
  ],
};

/** What is on offer or on its way, for a page that was loaded anew or was away for a moment. */
@Controller('transfer')
export class OpenTransfersController {
  constructor(private readonly states: OpenStates) {}

  @Get()
  @Documented({
    tag: 'Files',
    summary: 'List the files on offer and on their way',
    description:
      'Those that you send, with every recipient who has not ended it; those that you are offered; and those that this device has taken. For a client that missed events.',
    answers: { 200: { description: 'Open transfers.', schema: z.array(OpenTransferState), example: [EXAMPLE] } },
  })
  list(@CurrentActor() actor: Actor): Promise<OpenTransferState[]> {
    return this.states.of(actor);
  }
}
