import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { isAllowedHost } from '../access/allowed-hosts.js';
import { Config } from '../config/config.js';
import { type ChatAddress, chatAddressOf } from './arrival/chat-address.js';
import { callerAddress, type TrustProxy } from './arrival/caller-address.js';
import { isWebSocket, serveWithoutUpgrade } from './arrival/other-upgrades.js';
import { refuse, type Upgrade } from './arrival/upgrade.js';
import { FILE_DOOR } from './files/file.door.js';
import { ChatDoor } from './rawws/chat.door.js';
import { SocketIoServer } from './socketio/socketio.server.js';
import { Traffic } from './wire/traffic.js';

type Door = (upgrade: Upgrade) => Promise<void>;

const SOCKET_IO = /^\/socket\.io\/?$/;
const CHAT = /^\/ws\/chat\/([^/]+)\/?$/;
const FILE = /^\/ws\/file\/([^/]+)\/?$/;

/** Every upgrade of the one HTTP server comes here and goes to one door, or is refused at once. */
@Injectable()
export class UpgradeRouter {
  private readonly sockets = new Set<Socket>();
  private readonly forget: (this: Socket) => void;
  private trusts: TrustProxy = () => false;
  private closed = false;

  constructor(
    private readonly chats: ChatDoor,
    @Inject(FILE_DOOR) private readonly files: ChatDoor,
    private readonly socketIo: SocketIoServer,
    private readonly traffic: Traffic,
    private readonly config: Config,
  ) {
    const { sockets } = this;
    this.forget = function () {
      sockets.delete(this);
    };
  }

  listenTo(server: Server, trusts: TrustProxy): void {
    this.trusts = trusts;
    server.on('upgrade', (request, socket, head) => {
      if (isWebSocket(request)) this.route(request, socket as Socket, head);
      else serveWithoutUpgrade(server, request, socket as Socket, head);
    });
  }

  /** Nobody new comes in. */
  close(): void {
    this.closed = true;
  }

  /** Resolves when every socket is gone; those that are not after `ms` are cut. */
  async emptied(ms: number): Promise<void> {
    const gone = [...this.sockets].map((socket) => new Promise<void>((done) => socket.once('close', () => done())));
    const cut = setTimeout(() => {
      for (const socket of this.sockets) socket.destroy();
    }, ms);
    await Promise.all(gone);
    clearTimeout(cut);
  }

  private route(request: IncomingMessage, socket: Socket, head: Buffer): void {
    // Until a door has taken it over, an error on the bare socket would end the process.
    socket.on('error', ignore);
    this.sockets.add(socket);
    socket.on('close', this.forget);
    const door = this.doorOf(request);
    if (this.closed) return this.refuse(socket, 503);
    if (!isAllowedHost(request.headers.host, this.config)) return this.refuse(socket, 400);
    if (!door) return this.refuse(socket, 404);
    void door({ request, socket, head, address: callerAddress(request, this.trusts) });
  }

  private doorOf({ url = '' }: IncomingMessage): Door | null {
    const [path = ''] = url.split('?', 1);
    if (SOCKET_IO.test(path)) return (upgrade) => this.socketIo.open(upgrade);
    const [, filesOf] = FILE.exec(path) ?? [];
    if (filesOf !== undefined) return (upgrade) => this.files.open(upgrade, idOnly(chatAddressOf(filesOf)));
    const [, place] = CHAT.exec(path) ?? [];
    return place === undefined ? null : (upgrade) => this.chats.open(upgrade, chatAddressOf(place));
  }

  private refuse(socket: Socket, status: number): void {
    this.traffic.refusedUpgrades++;
    refuse(socket, status);
  }
}

/** Files pass where one has a chat already: a name would join a group by the way. */
const idOnly = (address: ChatAddress): number | null => (typeof address === 'number' ? address : null);

const ignore = (): void => undefined;
