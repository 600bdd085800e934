import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ChatsModule } from '../chats/chats.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { UsersModule } from '../users/users.module.js';
import { Admission } from './arrival/admission.js';
import { Arrivals } from './arrival/arrivals.js';
import { CrowdLimits } from './arrival/crowd-limits.js';
import { Guests } from './arrival/guests.js';
import { Renewal } from './arrival/renewal.js';
import { Broadcaster } from './broadcaster.js';
import { Connections } from './connections.js';
import { Delivery } from './delivery.js';
import { Drain } from './drain.js';
import { ChatDoor } from './rawws/chat.door.js';
import { ChatFrames } from './rawws/chat-frames.js';
import { Conversation } from './rawws/conversation.js';
import { RawSocketServer } from './rawws/raw-socket.server.js';
import { Company } from './rooms/company.js';
import { PresenceNews } from './rooms/presence-news.js';
import { RoomNews } from './rooms/room-news.js';
import { Rooms } from './rooms/rooms.js';
import { AuthGateway } from './socketio/auth.gateway.js';
import { EventTable } from './socketio/event-table.js';
import { Events } from './socketio/events.js';
import { Handshake } from './socketio/handshake.js';
import { MessagesGateway } from './socketio/messages.gateway.js';
import { ReceiptsGateway } from './socketio/receipts.gateway.js';
import { RoomsGateway } from './socketio/rooms.gateway.js';
import { SocketIoServer } from './socketio/socketio.server.js';
import { SocketTimes } from './socket-times.js';
import { TypingPace } from './typing-pace.js';
import { UpgradeRouter } from './upgrade-router.js';
import { Links } from './wire/links.js';
import { Traffic } from './wire/traffic.js';
import { TrafficGauges } from './wire/traffic-gauges.js';

const arrival = [Admission, Arrivals, CrowdLimits, Guests, Renewal];
const delivery = [Broadcaster, Connections, Delivery, Drain, SocketTimes, TypingPace, UpgradeRouter];
const wire = [Links, Traffic, TrafficGauges];
const rooms = [Company, PresenceNews, RoomNews, Rooms];
const raw = [ChatDoor, ChatFrames, Conversation, RawSocketServer];
const socketIo = [Events, EventTable, Handshake, SocketIoServer];
const gateways = [AuthGateway, MessagesGateway, ReceiptsGateway, RoomsGateway];

/** The socket doors. */
@Module({
  imports: [AuthModule, UsersModule, PresenceModule, ChatsModule, MessagesModule, ReceiptsModule],
  providers: [...arrival, ...delivery, ...wire, ...rooms, ...raw, ...socketIo, ...gateways],
  exports: [Connections, Traffic],
})
export class RealtimeModule {}
