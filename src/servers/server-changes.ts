import { Injectable } from '@nestjs/common';
import { GroupChanges } from '../groups/group-changes.js';

/** The same over servers. */
@Injectable()
export class ServerChanges extends GroupChanges {
  override readonly kind = 'server';
}
