import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { idNumber } from '../../contract/fields.js';
import { parse } from '../../contract/parsed.js';
import { AppError, notFound } from '../../errors/app-error.js';
import type { FileClientFrame, FileServerFrame } from '../../shared/file-frames.js';
import { Hands } from '../../transfers/hands.js';
import { AcceptFile, FileOffer, fileOffset, OneTransfer } from '../../transfers/transfers.dto.js';
import { OffersService } from '../../transfers/offers.service.js';
import { OpenStates } from '../../transfers/open-states.js';
import { TransfersService } from '../../transfers/transfers.service.js';
import { Renewal } from '../arrival/renewal.js';
import { SignIn } from '../arrival/sign-in.dto.js';
import type { ReadFrame } from '../rawws/read-frame.js';
import type { FileConnection } from './file.connection.js';

const Accept = AcceptFile.extend({ via: z.enum(['socket', 'http']).default('socket') });
const Begin = OneTransfer.extend({
  offset: fileOffset.default(0),
  size: fileOffset.nullish(),
  user_id: idNumber.nullish(),
});

const End = OneTransfer.extend({
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'sha256 must be 64 hexadecimal digits.')
    .nullish()
    .transform((sum) => sum?.toLowerCase()),
});

type Answer = (connection: FileConnection, frame: ReadFrame) => Promise<FileServerFrame | undefined>;

/** What each text frame of `ws/file/<id>/` asks for: parse, let the service decide, answer. */
@Injectable()
export class FileFrames {
  private readonly answers = new Map<string, Answer>(
    Object.entries({
      offer: (connection, frame) => this.offer(connection, frame),
      accept: (connection, { fields }) => this.accept(connection, fields),
      decline: async (connection, { fields }) =>
        this.transfers.decline(connection.actor, this.idOf(connection, fields)),
      cancel: async (connection, { fields }) => this.transfers.cancel(connection.actor, this.idOf(connection, fields)),
      begin: (connection, { fields }) => this.begin(connection, fields),
      end: async (connection, { fields }) => this.end(connection, fields),
      auth: (connection, { fields }) => this.renew(connection, fields),
      ping: () => Promise.resolve({ type: 'pong' }),
    } satisfies Record<FileClientFrame['type'], (...args: Parameters<Answer>) => unknown> as Record<string, Answer>),
  );

  constructor(
    private readonly offers: OffersService,
    private readonly states: OpenStates,
    private readonly transfers: TransfersService,
    private readonly hands: Hands,
    private readonly renewal: Renewal,
  ) {}

  answer(connection: FileConnection, frame: ReadFrame): Promise<FileServerFrame | undefined> {
    const answer = this.answers.get(frame.type);
    if (!answer) throw new AppError('invalid_input', 'There is no such type of frame.');
    return answer(connection, frame);
  }

  private async offer({ actor, onlyChat }: FileConnection, { fields, client_id }: ReadFrame): Promise<FileServerFrame> {
    const wanted = parse(FileOffer, { ...fields, type: fields.mime });
    const made = await this.offers.offer(actor, { ...wanted, chat_id: onlyChat });
    return { type: 'offer_made', ...made, ...(client_id !== undefined && { client_id }) };
  }

  private async accept(connection: FileConnection, fields: ReadFrame['fields']): Promise<undefined> {
    const { actor, id } = connection;
    const { transfer_id, offset, via } = parse(Accept, fields);
    this.demandHere(connection, transfer_id);
    if (via === 'http') return void (await this.transfers.accept(actor, id, transfer_id, offset));
    connection.claim(transfer_id);
    try {
      const start = await this.transfers.accept(actor, id, transfer_id, offset);
      if (start === null) connection.release(transfer_id);
      else connection.fetch(await this.hands.ofRecipient(actor, transfer_id, start));
    } catch (error) {
      connection.release(transfer_id);
      throw error;
    }
  }

  /** What follows the frame is the file, also while it is still asked whether it may come. */
  private async begin(connection: FileConnection, fields: ReadFrame['fields']): Promise<undefined> {
    const { transfer_id, offset, size, user_id } = parse(Begin, fields);
    this.demandHere(connection, transfer_id);
    const source = connection.expect(transfer_id);
    try {
      const bringing = { to: user_id ?? undefined, offset, size: size ?? undefined };
      connection.bring(source, await this.hands.ofSender(connection.actor, transfer_id, bringing));
    } catch (error) {
      connection.refuse(transfer_id, source);
      throw error;
    }
  }

  private end(connection: FileConnection, fields: ReadFrame['fields']): void {
    const { transfer_id, sha256 } = parse(End, fields);
    this.demandHere(connection, transfer_id);
    connection.end(transfer_id, sha256);
  }

  private async renew(connection: FileConnection, fields: ReadFrame['fields']): Promise<FileServerFrame> {
    await this.renewal.renew(connection, parse(SignIn, fields).token);
    return { type: 'ready' };
  }

  private idOf(connection: FileConnection, fields: ReadFrame['fields']): string {
    const { transfer_id } = parse(OneTransfer, fields);
    this.demandHere(connection, transfer_id);
    return transfer_id;
  }

  /** A socket of one chat knows nothing of another's files. `end` may come after the transfer is over. */
  private demandHere({ onlyChat }: FileConnection, transferId: string): void {
    const chatId = this.states.chatOf(transferId);
    if (chatId !== null && chatId !== onlyChat) throw notFound('transfer');
  }
}
