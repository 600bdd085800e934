import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ChatsModule } from '../chats/chats.module.js';
import { GroupsModule } from '../groups/groups.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { TransfersModule } from '../transfers/transfers.module.js';
import { UsersModule } from '../users/users.module.js';
import { Admission } from './arrival/admission.js';
import { Arrivals } from './arrival/arrivals.js';
import { CrowdLimits } from './arrival/crowd-limits.js';
import { Expiry } from './arrival/expiry.js';
import { Guests } from './arrival/guests.js';
import { Renewal } from './arrival/renewal.js';
import { Broadcaster } from './broadcaster.js';
import { Connections } from './connections.js';
import { Delivery } from './delivery.js';
import { Departures } from './departures.js';
import { Drain } from './drain.js';
import { FileConversation } from './files/file-conversation.js';
import { FileFrames } from './files/file-frames.js';
import { fileDoor } from './files/file.door.js';
import { ChatDialects } from './rawws/chat-dialects.js';
import { ChatDoor } from './rawws/chat.door.js';
import { ChatFrames } from './rawws/chat-frames.js';
import { Conversation } from './rawws/conversation.js';
import { RawSocketServer } from './rawws/raw-socket.server.js';
import { ChatOrder } from './order/chat-order.js';
import { MissedReceipts } from './order/missed-receipts.js';
import { MissedSignals } from './order/missed-signals.js';
import { Standing } from './order/standing.js';
import { Company } from './rooms/company.js';
import { PresenceNews } from './rooms/presence-news.js';
import { RoomNews } from './rooms/room-news.js';
import { RoomsElsewhere } from './rooms/rooms-elsewhere.js';
import { Rooms } from './rooms/rooms.js';
import { AuthGateway } from './socketio/auth.gateway.js';
import { EventTable } from './socketio/event-table.js';
import { Events } from './socketio/events.js';
import { Handshake } from './socketio/handshake.js';
import { MessagesGateway } from './socketio/messages.gateway.js';
import { ReceiptsGateway } from './socketio/receipts.gateway.js';
import { RoomsGateway } from './socketio/rooms.gateway.js';
import { SocketIoServer } from './socketio/socketio.server.js';
import { TransfersGateway } from './socketio/transfers.gateway.js';
import { SocketTimes } from './socket-times.js';
import { TransferGreetings } from './transfer-greetings.js';
import { NewChats } from './new-chats.js';
import { ServerTellings } from './server-tellings.js';
import { TransferTellings } from './transfer-tellings.js';
import { TypingPace } from './typing-pace.js';
import { UpgradeRouter } from './upgrade-router.js';
import { Links } from './wire/links.js';
import { Traffic } from './wire/traffic.js';
import { TrafficGauges } from './wire/traffic-gauges.js';

const arrival = [Admission, Arrivals, CrowdLimits, Expiry, Guests, Renewal];
const order = [ChatOrder, MissedReceipts, MissedSignals, Standing];
const delivery = [
  Broadcaster,
  Connections,
  Delivery,
  Departures,
  Drain,
  NewChats,
  ServerTellings,
  SocketTimes,
  TransferTellings,
  TypingPace,
  UpgradeRouter,
];
const wire = [Links, Traffic, TrafficGauges];
const rooms = [Company, PresenceNews, RoomNews, Rooms, RoomsElsewhere];
const raw = [ChatDialects, ChatDoor, ChatFrames, Conversation, RawSocketServer];
const files = [TransferGreetings, FileConversation, FileFrames, fileDoor];
const socketIo = [Events, EventTable, Handshake, SocketIoServer];
const gateways = [AuthGateway, MessagesGateway, ReceiptsGateway, RoomsGateway, TransfersGateway];

/** The socket doors. */
@Module({
  imports: [
    AuthModule,
    UsersModule,
    PresenceModule,
    ChatsModule,
    GroupsModule,
    MessagesModule,
    ReceiptsModule,
    TransfersModule,
  ],
  providers: [...arrival, ...delivery, ...order, ...wire, ...rooms, ...raw, ...files, ...socketIo, ...gateways],
  exports: [ChatDialects, ChatFrames, Connections, Renewal, Rooms, Traffic, TypingPace],
})
export class RealtimeModule {}
