import { Module } from '@nestjs/common';
import { ChatsModule } from '../chats/chats.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { UsersModule } from '../users/users.module.js';
import { Hands } from './hands.js';
import { OpenTransfers } from './open-transfers.js';
import { OpenTransfersController } from './open-transfers.controller.js';
import { Recipients } from './recipients.js';
import { TransferEndings } from './transfer-endings.js';
import { TransferFigures } from './transfer-figures.js';
import { TransferLimits } from './transfer-limits.js';
import { TransferNews } from './transfer-news.js';
import { TransferRecords } from './transfer-records.js';
import { TransferTimes } from './transfer-times.js';
import { TransfersController } from './transfers.controller.js';
import { TransfersService } from './transfers.service.js';

@Module({
  imports: [ChatsModule, MessagesModule, PresenceModule, UsersModule],
  controllers: [OpenTransfersController, TransfersController],
  providers: [
    Hands,
    OpenTransfers,
    Recipients,
    TransferEndings,
    TransferFigures,
    TransferLimits,
    TransferNews,
    TransferRecords,
    TransfersService,
    TransferTimes,
  ],
  exports: [Hands, OpenTransfers, TransferEndings, TransferFigures, TransferNews, TransfersService, TransferTimes],
})
export class TransfersModule {}
