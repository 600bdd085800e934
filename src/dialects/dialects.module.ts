import { Module } from '@nestjs/common';
import { RoomsByNameDialect } from './001-rooms-by-name/rooms-by-name.dialect.js';
import { ConversationsDialect } from './002-conversations/conversations.dialect.js';
import { TokensInFramesDialect } from './003-tokens-in-frames/tokens-in-frames.dialect.js';

/** The other systems whose clients work here (docs/dialects.md). To drop one, delete its folder and its name here. */
@Module({ imports: [RoomsByNameDialect, ConversationsDialect, TokensInFramesDialect] })
export class DialectsModule {}
