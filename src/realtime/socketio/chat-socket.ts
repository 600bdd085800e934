import type { Socket } from 'socket.io';
import type { ClientToServerEvents, ServerToClientEvents } from '../../shared/events.js';
import type { Arrival } from '../arrival/arrivals.js';
import type { Guest } from '../arrival/admission.js';
import type { SocketIoConnection } from './socketio.connection.js';

interface SocketData {
  /** While somebody is being let in. */
  guest?: Guest;
  arrival?: Arrival;
  /** Once they are. */
  connection?: SocketIoConnection;
}

/** A socket of the library with the events of the contract. */
export type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;

/** The connection of a socket whose event is being answered. */
export function connectionOf(socket: ChatSocket): SocketIoConnection {
  const { connection } = socket.data;
  if (!connection) throw new Error('An event came before the socket was let in.');
  return connection;
}
