import pg from 'pg';
import { DataSource } from 'typeorm';
import { AdminAct } from '../admin/admin-act.entity.js';
import { RefreshToken } from '../auth/tokens/refresh-token.entity.js';
import { Session } from '../auth/sessions/session.entity.js';
import { Chat } from '../chats/chat.entity.js';
import { Membership } from '../chats/membership.entity.js';
import { PrivateChat } from '../chats/private-chat.entity.js';
import { Instance } from '../cluster/instance.entity.js';
import { Ban } from '../groups/ban.entity.js';
import { Group } from '../groups/group.entity.js';
import { GroupIcon } from '../groups/group-icon.entity.js';
import { JoinRequest } from '../groups/join-request.entity.js';
import { Channel } from '../servers/channel.entity.js';
import { ServerBanner } from '../servers/server-banner.entity.js';
import { Server } from '../servers/server.entity.js';
import { EndedChat } from '../messages/ended-chat.entity.js';
import { Mention } from '../messages/mention.entity.js';
import { Message } from '../messages/message.entity.js';
import { PushNotice } from '../push/push-notice.entity.js';
import { PushSubscription } from '../push/push-subscription.entity.js';
import { ReadRange } from '../receipts/read-range.entity.js';
import { Avatar } from '../users/avatar.entity.js';
import { Block } from '../users/block.entity.js';
import { Report } from '../users/report.entity.js';
import { User } from '../users/user.entity.js';
import { CreatePeople1763600000000 } from './migrations/1763600000000-create-people.js';
import { CreateChats1763600000001 } from './migrations/1763600000001-create-chats.js';
import { CreateGroups1763600000002 } from './migrations/1763600000002-create-groups.js';
import { CreateServers1763600000003 } from './migrations/1763600000003-create-servers.js';
import { CreateAdministration1763600000005 } from './migrations/1763600000005-create-administration.js';
import { CreatePush1763600000008 } from './migrations/1763600000008-create-push.js';
import { NoteEndedServers1763600000009 } from './migrations/1763600000009-note-ended-servers.js';
import { FindPublicServers1763600000010 } from './migrations/1763600000010-find-public-servers.js';
import { UncheckedWrites1763600000011 } from './migrations/1763600000011-unchecked-writes.js';

// Ids stay below 2^53 (contract.md section 1), so bigint is a number here and not a string.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export const ENTITIES = [
  User,
  Avatar,
  Block,
  Report,
  Session,
  RefreshToken,
  Chat,
  PrivateChat,
  Membership,
  Message,
  Mention,
  EndedChat,
  ReadRange,
  Group,
  GroupIcon,
  Ban,
  JoinRequest,
  Server,
  ServerBanner,
  Channel,
  AdminAct,
  Instance,
  PushSubscription,
  PushNotice,
];

export const MIGRATIONS = [
  CreatePeople1763600000000,
  CreateChats1763600000001,
  CreateGroups1763600000002,
  CreateServers1763600000003,
  CreateAdministration1763600000005,
  CreatePush1763600000008,
  NoteEndedServers1763600000009,
  FindPublicServers1763600000010,
  UncheckedWrites1763600000011,
];

const SECOND = 1000;

/**
 * Between the pool and who asked it for a connection nobody listens for a moment. A database that dies right then says so
 * in the same breath in which it lets one in, and without a listener that ends the process.
 */
const outliveErrors = (connection: pg.PoolClient) => void connection.on('error', () => undefined);

/**
 * The one pool. Every wait ends: connecting after 2 s, a lock after 3 s, a statement after 4 s, so that a frozen
 * database is an error within 5 s and not a hang (who waits for a place in the pool may then wait for connecting, too).
 * `statementSeconds: 0` lifts the last, for migrations.
 */
export function createDataSource(url: string, { poolSize = 10, statementSeconds = 4 } = {}): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    applicationName: 'parley',
    connectTimeoutMS: 2 * SECOND,
    poolSize,
    extra: {
      lock_timeout: 3 * SECOND,
      statement_timeout: statementSeconds * SECOND,
      query_timeout: statementSeconds && (statementSeconds + 0.25) * SECOND,
      idle_in_transaction_session_timeout: 10 * SECOND,
      keepAlive: true,
      onConnect: outliveErrors,
    },
  });
}

/**
 * The same, connected. Nothing is as busy as a start: where connecting took too long it is tried once more, because a
 * process that was occupied for so long has not even looked for the answer.
 */
export async function openDatabase(...about: Parameters<typeof createDataSource>): Promise<DataSource> {
  try {
    return await createDataSource(...about).initialize();
  } catch (error) {
    if (!(error instanceof Error && /timeout/.test(error.message))) throw error;
    return createDataSource(...about).initialize();
  }
}
