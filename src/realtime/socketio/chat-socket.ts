import type { Socket } from 'socket.io';
import type { ClientToServerEvents, ServerToClientEvents } from '../../shared/events.js';
import type { Arrival } from '../arrival/arrivals.js';
import type { Guest } from '../arrival/guests.js';

/** Somebody who is being let in. */
interface SocketData {
  guest?: Guest;
  arrival?: Arrival;
}

/** A socket of the library with the events of the contract. */
export type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;
