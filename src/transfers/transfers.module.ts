import { Module } from '@nestjs/common';
import { ChatsModule } from '../chats/chats.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { UsersModule } from '../users/users.module.js';
import { FarCalls } from './elsewhere/far-calls.js';
import { FarTransfers } from './elsewhere/far-transfers.js';
import { GoneInstances } from './elsewhere/gone-instances.js';
import { InstanceDoor } from './elsewhere/instance-door.js';
import { InstancePasses } from './elsewhere/instance-passes.js';
import { LostDevices } from './elsewhere/lost-devices.js';
import { OtherInstances } from './elsewhere/other-instances.js';
import { TransferSignals } from './elsewhere/transfer-signals.js';
import { Hands } from './hands.js';
import { OffersService } from './offers.service.js';
import { OpenStates } from './open-states.js';
import { OpenTransfers } from './open-transfers.js';
import { OpenTransfersController } from './open-transfers.controller.js';
import { Recipients } from './recipients.js';
import { StillMembers } from './still-members.js';
import { TransferEndings } from './transfer-endings.js';
import { TransferFigures } from './transfer-figures.js';
import { TransferLimits } from './transfer-limits.js';
import { TransferNews } from './transfer-news.js';
import { TransferRecords } from './transfer-records.js';
import { TransferTimes } from './transfer-times.js';
import { TransfersController } from './transfers.controller.js';
import { TransfersService } from './transfers.service.js';

const elsewhere = [
  FarCalls,
  FarTransfers,
  GoneInstances,
  LostDevices,
  InstanceDoor,
  InstancePasses,
  OtherInstances,
  TransferSignals,
];

@Module({
  imports: [ChatsModule, MessagesModule, PresenceModule, UsersModule],
  controllers: [OpenTransfersController, TransfersController],
  providers: [
    ...elsewhere,
    Hands,
    OffersService,
    OpenStates,
    OpenTransfers,
    Recipients,
    StillMembers,
    TransferEndings,
    TransferFigures,
    TransferLimits,
    TransferNews,
    TransferRecords,
    TransfersService,
    TransferTimes,
  ],
  exports: [
    Hands,
    InstanceDoor,
    LostDevices,
    OffersService,
    OpenStates,
    OpenTransfers,
    StillMembers,
    TransferEndings,
    TransferFigures,
    TransferNews,
    TransferSignals,
    TransfersService,
    TransferTimes,
  ],
})
export class TransfersModule {}
