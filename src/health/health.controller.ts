import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { OpenToAll } from '../access/open-to-all.decorator.js';
import { Documented } from '../contract/documented.js';
import { unavailable } from '../errors/app-error.js';
import { Readiness } from './readiness.js';

const TAG = 'Running it';
const Status = z.object({ status: z.string() });

@Controller('health')
@OpenToAll()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @Documented({
    tag: TAG,
    summary: 'Does the process answer?',
    description: 'Without looking at anything else: whoever restarts processes asks this.',
    answers: { 200: { description: 'Yes.', schema: Status, example: { status: 'live' } } },
  })
  live(): z.infer<typeof Status> {
    return { status: 'live' };
  }

  @Get('ready')
  @Documented({
    tag: TAG,
    summary: 'Can requests be served?',
    description: 'Whoever distributes requests asks this. It answers within a second.',
    answers: { 200: { description: 'Yes.', schema: Status, example: { status: 'ready' } } },
    failures: { unavailable: 'Not ready: the database is away, or the server is stopping.' },
  })
  async ready(): Promise<z.infer<typeof Status>> {
    if (await this.readiness.isReady()) return { status: 'ready' };
    throw unavailable('Not ready: the database is away, or the server is stopping.');
  }
}
