import pg from 'pg';
import { DataSource } from 'typeorm';
import { RefreshToken } from '../auth/tokens/refresh-token.entity.js';
import { Session } from '../auth/sessions/session.entity.js';
import { Chat } from '../chats/chat.entity.js';
import { Membership } from '../chats/membership.entity.js';
import { PrivateChat } from '../chats/private-chat.entity.js';
import { Message } from '../messages/message.entity.js';
import { ReadRange } from '../receipts/read-range.entity.js';
import { Avatar } from '../users/avatar.entity.js';
import { Block } from '../users/block.entity.js';
import { Report } from '../users/report.entity.js';
import { User } from '../users/user.entity.js';
import { CreatePeople1763600000000 } from './migrations/1763600000000-create-people.js';
import { CreateChats1763600000001 } from './migrations/1763600000001-create-chats.js';

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
  ReadRange,
];

export const MIGRATIONS = [CreatePeople1763600000000, CreateChats1763600000001];

const SECOND = 1000;

/**
 * The one pool. Every wait ends: connecting after 3 s, a lock after 3 s, a statement after 4 s, so that a frozen
 * database is an error and not a hang. `statementSeconds: 0` lifts the last, for migrations.
 */
export function createDataSource(url: string, { poolSize = 10, statementSeconds = 4 } = {}): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'migrations',
    synchronize: false,
    applicationName: 'parley',
    connectTimeoutMS: 3 * SECOND,
    poolSize,
    extra: {
      lock_timeout: 3 * SECOND,
      statement_timeout: statementSeconds * SECOND,
      query_timeout: statementSeconds && (statementSeconds + 1) * SECOND,
      idle_in_transaction_session_timeout: 10 * SECOND,
      keepAlive: true,
    },
  });
}
