import { Global, Module } from '@nestjs/common';
import { Redis } from './redis.js';

/** One instance or many: what they share. */
@Global()
@Module({ providers: [Redis], exports: [Redis] })
export class ClusterModule {}
