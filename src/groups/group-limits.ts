import { Injectable } from '@nestjs/common';
import { LIMITS } from '../shared/limits.js';

/** How large a group may become. Tests make it small. */
@Injectable()
export class GroupLimits {
  members: number = LIMITS.groupMembers;
}
