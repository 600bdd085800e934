import { createServer, type IncomingMessage } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';
import { failureOf } from '../../errors/app-error.js';
import { STATUS_OF } from '../../errors/status-of.js';
import { LIMITS } from '../../shared/limits.js';
import { Admission } from '../arrival/admission.js';
import { refuse, type Upgrade } from '../arrival/upgrade.js';
import { SocketTimes } from '../socket-times.js';
import { BOUNDS } from '../wire/bounds.js';
import { type Link, LinkedSocket } from '../wire/link.js';
import { Links } from '../wire/links.js';
import type { ChatSocket } from './chat-socket.js';
import { Events } from './events.js';
import { Handshake } from './handshake.js';
import { SocketIoConnection } from './socketio.connection.js';

/** Where the library keeps the WebSocket that an upgrade has become, and what it has not written yet. */
type EngineRequest = IncomingMessage & { websocket: LinkedSocket };
interface Engine {
  request: EngineRequest;
  writeBuffer: unknown[];
  once(event: 'drain', listener: () => void): void;
}

interface Waiting {
  leavePlace: () => void;
  link?: Link;
}

class BoundedWebSocketServer extends WebSocketServer {
  constructor(options: object) {
    super({ ...options, ...BOUNDS, WebSocket: LinkedSocket });
  }
}

/** Socket.IO: the library parses and keeps the connection, everything that goes out leaves by our own links. */
@Injectable()
export class SocketIoServer {
  private readonly logger = new Logger('Sockets');
  private readonly waiting = new WeakMap<IncomingMessage, Waiting>();
  private io: Server | undefined;

  constructor(
    private readonly handshake: Handshake,
    private readonly admission: Admission,
    private readonly events: Events,
    private readonly links: Links,
    private readonly times: SocketTimes,
  ) {}

  start(): Server {
    // A server that never listens: the upgrade router hands the upgrades over, and there is no polling to intercept.
    const io = new Server(createServer(), {
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: LIMITS.socketFrame,
      httpCompression: false,
      perMessageDeflate: false,
      connectTimeout: this.times.signIn,
      pingInterval: this.times.heartbeat,
      pingTimeout: Math.round(this.times.heartbeat * 0.8),
      wsEngine: BoundedWebSocketServer,
    });
    io.engine.on('connection', (engine: Engine) => this.count(engine));
    io.use(this.handshake.middleware as never);
    io.on('connection', (socket) => this.connect(socket as unknown as ChatSocket));
    this.io = io;
    return io;
  }

  /** Never rejects. */
  async open({ request, socket, head, address }: Upgrade): Promise<void> {
    try {
      const known = await this.handshake.readUpgrade(request);
      const leavePlace = known ? nothing : this.admission.takePlace(address);
      socket.once('close', leavePlace);
      this.waiting.set(request, { leavePlace });
      this.io?.engine.handleUpgrade(request, socket, head);
    } catch (error) {
      const { code } = failureOf(error);
      if (code === 'internal_error') this.logger.error({ err: error }, 'A socket could not be opened');
      refuse(socket, STATUS_OF[code].http);
    }
  }

  /** From its first frame on it is counted, signed in or not. */
  private count({ request }: Engine): void {
    const waiting = this.waiting.get(request);
    if (waiting) waiting.link = this.links.over(request.websocket, request.socket, 'socketio');
  }

  /** Runs in the same breath as the answer to `connect`, so no message is missed between the two. */
  private connect(socket: ChatSocket): void {
    const { guest, arrival } = socket.data;
    const { link, leavePlace } = this.waiting.get(socket.request) ?? {};
    if (!guest || !arrival || !link) return void socket.disconnect(true);
    const connection = new SocketIoConnection(socket, link, guest);
    try {
      this.admission.seat(connection, guest, arrival);
    } catch {
      return void socket.disconnect(true);
    } finally {
      arrival.over();
    }
    leavePlace?.();
    socket.data = {};
    // A page that is loaded anew, or lost, only closes its transport.
    socket.once('disconnect', (reason) => this.admission.leave(connection, reason === 'client namespace disconnect'));
    this.listen(socket, connection);
    afterTheAnswer(socket.conn as unknown as Engine, link);
  }

  private listen(socket: ChatSocket, connection: SocketIoConnection): void {
    // The library would write each acknowledgement by itself; this way it leaves with the message that it acknowledges.
    Object.assign(socket, { ack: (id: number) => once((answer) => connection.acknowledge(id, answer)) });
    socket.onAny((name: unknown, ...args: unknown[]) => void this.events.pass(connection, name, args));
  }
}

/** The answer to `connect` may still wait in the library's buffer; nothing may overtake it. */
function afterTheAnswer(engine: Engine, link: Link): void {
  if (engine.writeBuffer.length === 0) return;
  link.hold();
  engine.once('drain', () => link.release());
}

const nothing = (): void => undefined;

function once(then: (answer: unknown) => void): (answer: unknown) => void {
  let done = false;
  return (answer) => {
    if (!done) then(answer);
    done = true;
  };
}
