import { Injectable } from '@nestjs/common';

/** Plain counters since the start, for the metrics. */
@Injectable()
export class Traffic {
  framesIn = 0;
  framesOut = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** Fewer than frames: what one commit brings for one socket is one write. */
  writes = 0;
  slowReadersCut = 0;
  floodsCut = 0;
  refusedUpgrades = 0;
  /** Events and frames whose answer is not given yet. */
  underWay = 0;
}
