import { WebSocketGateway } from '@nestjs/websockets';
import type { Ack } from '../../shared/errors.js';
import { Renewal } from '../arrival/renewal.js';
import { SignIn } from '../arrival/sign-in.dto.js';
import { Answers } from './answers.decorator.js';
import type { SocketIoConnection } from './socketio.connection.js';

@WebSocketGateway()
export class AuthGateway {
  constructor(private readonly renewal: Renewal) {}

  @Answers('auth', SignIn)
  async renew(connection: SocketIoConnection, { token }: SignIn): Promise<Ack> {
    await this.renewal.renew(connection, token);
    return { ok: true };
  }
}
