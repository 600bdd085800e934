import { Controller, Get, HttpException, Param, Put, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentActor } from '../access/current-actor.decorator.js';
import { Documented, type Documentation } from '../contract/documented.js';
import { parsed } from '../contract/parsed.js';
import { AppError, conflict, invalidInput } from '../errors/app-error.js';
import { Failure } from '../shared/payloads.js';
import { Uploaded } from '../shared/transfer-payloads.js';
import type { Ending } from './byte-bridge.js';
import { Hands } from './hands.js';
import { HttpSink, fileHeaders } from './http-sink.js';
import { HttpSource } from './http-source.js';
import { knockFor } from './knock.js';
import type { PlaceOut } from './place.js';
import { SENTENCES } from './sentences.js';
import { UploadQuery } from './transfers.dto.js';

const FILE = ['application/octet-stream', 'image/*', 'audio/*', 'video/*'];
const ID = 'pX3kQ9vT2mB7nR4tY6wE1g';
const BYTES = z.string().meta({ format: 'binary' });

const UPLOAD = {
  query: UploadQuery,
  body: { schema: BYTES, example: '', type: 'application/octet-stream' },
  answers: {
    200: {
      description: 'The recipient has the whole file.',
      schema: Uploaded,
      example: { transfer_id: ID, bytes: 3_145_728, sha256: '9f86d081…' },
    },
  },
  failures: {
    invalid_input: 'The file was offered with another size.',
    not_found: 'There is no such transfer.',
    conflict: SENTENCES.paused,
  },
} satisfies Partial<Documentation>;

/** The bytes of a file on their way, by HTTP on either side (contract section 6). */
@Controller('transfer/:transferId')
export class TransfersController {
  constructor(private readonly hands: Hands) {}

  @Put()
  @Documented({
    tag: 'Files',
    summary: 'Send the bytes of a file that was accepted',
    description:
      'By the sender, once `transfer:accepted` says from which `offset`; `Content-Length` is what remains from there. It waits up to 30 s for the recipient and is read as fast as the recipient takes it. Answered when the recipient has everything. When the recipient is lost it ends with 409: wait until it is accepted again, then send from the new `offset`.',
    params: { transferId: 'The transfer.' },
    ...UPLOAD,
  })
  async upload(
    @CurrentActor() actor: Actor,
    @Param('transferId') transferId: string,
    @Query(parsed(UploadQuery)) { to, offset }: UploadQuery,
    @Req() request: Request,
  ): Promise<Uploaded> {
    const length = request.headers['content-length'];
    demandPlain(request);
    const rest = length === undefined ? undefined : Number(length);
    const { bridge } = await this.hands.ofSender(actor, transferId, { to, offset, rest });
    const ending = await new HttpSource(request, bridge, knockFor(request)).ended;
    if (ending.kind !== 'done') throw failureOf(ending);
    return { transfer_id: transferId, bytes: ending.bytes, sha256: ending.sha256 };
  }

  @Put(':fileName')
  @Documented({
    tag: 'Files',
    summary: 'The same, as `curl -T` asks for it',
    description: 'curl adds the name of the file to an address that ends with a slash. The name is not used.',
    params: { transferId: 'The transfer.', fileName: 'Anything.' },
    ...UPLOAD,
  })
  uploadNamed(
    @CurrentActor() actor: Actor,
    @Param('transferId') transferId: string,
    @Query(parsed(UploadQuery)) query: UploadQuery,
    @Req() request: Request,
  ): Promise<Uploaded> {
    return this.upload(actor, transferId, query, request);
  }

  @Get()
  @Documented({
    tag: 'Files',
    summary: 'Fetch the bytes of a file that you accepted',
    description:
      'By the device that accepted it; waits up to 30 s for the sender. With `Range: bytes=N-` it goes on from there, and the sender is asked to send from that byte. A file that is cut off breaks the connection, so it never looks complete.',
    params: { transferId: 'The transfer.' },
    answers: {
      200: { description: 'The file.', type: FILE },
      206: { description: 'The rest of the file.', type: FILE },
      416: {
        description: 'The range is not within what was passed on before.',
        schema: Failure,
        example: { statusCode: 416, code: 'invalid_input', detail: 'This range is not within the content.' },
      },
    },
    failures: { not_found: 'There is no such transfer.', conflict: SENTENCES.paused },
  })
  async download(
    @CurrentActor() actor: Actor,
    @Param('transferId') transferId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    if (request.method === 'HEAD')
      return void response.set(fileHeaders(await this.hands.look(actor, transferId), 0)).end();
    const start = startOf(request);
    const { offer, bridge } = await this.placeFrom(actor, transferId, start ?? 0);
    const ending = await new HttpSink(response, { offer, bridge, partial: start !== null }).ended;
    if (ending.kind !== 'done' && !response.headersSent) throw conflict(sentenceOf(ending));
  }

  private async placeFrom(actor: Actor, transferId: string, start: number): Promise<PlaceOut> {
    try {
      return await this.hands.ofRecipient(actor, transferId, start);
    } catch (error) {
      throw error instanceof AppError && error.code === 'invalid_input' ? new HttpException('', 416) : error;
    }
  }
}

/** `bytes=N-` only; what else a client may ask for by range is answered by the whole file, as HTTP allows. */
function startOf({ headers }: Request): number | null {
  const [, start] = /^bytes=(\d{1,16})-$/.exec(headers.range?.trim() ?? '') ?? [];
  return start === undefined ? null : Number(start);
}

function demandPlain({ headers }: Request): void {
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    throw invalidInput({ body: ['The file must be sent as it is, without Content-Encoding.'] });
}

type Failing = Exclude<Ending, { kind: 'done' }>;

const sentenceOf = (ending: Failing): string => SENTENCES[ending.kind === 'paused' ? 'paused' : ending.reason];

/** A wrong size is the sender's mistake; everything else happened on the way. */
function failureOf(ending: Failing): AppError {
  const isMistake = ending.kind === 'failed' && ending.reason === 'size_mismatch';
  return isMistake ? invalidInput({ body: [sentenceOf(ending)] }) : conflict(sentenceOf(ending));
}
