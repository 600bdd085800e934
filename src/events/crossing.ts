import type { DomainEvents } from './domain-events.js';

/**
 * Which facts other instances hear as well, once each and in the order of the instance where they happened. One that
 * crosses must be JSON, and must be readable from the database when its signal is lost (docs/decisions/015). What does
 * not cross, every instance finds out for itself. `reachable`: only from an instance that the others can reach, since what
 * they hear of a file is worth nothing where they cannot get at it (docs/decisions/023).
 */
export const CROSSES: Record<keyof DomainEvents, boolean | 'reachable'> = {
  'messages sent': true,
  'chat read': true,
  'typing started': true,
  'chat opened': true,
  'member joined': true,
  'member left': true,
  'join requests changed': true,
  'chat changed': true,
  'role changed': true,
  'chat muted': true,
  'chat ended': true,
  'server changed': true,
  'server muted': true,
  'server counted': true,
  'channel opened': true,
  'person blocked': true,
  'person unblocked': true,
  'file offered': 'reachable',
  'transfer accepted': 'reachable',
  'transfer declined': 'reachable',
  'transfer progressed': 'reachable',
  'transfer paused': 'reachable',
  'transfer done': 'reachable',
  'transfer failed': 'reachable',
  'file passed': false,
  'session ended': true,
  'privacy changed': true,
  'presence shown': true,
  'presence hidden': true,
  'last connection ended': false,
  'came online': false,
  'went offline': false,
};
