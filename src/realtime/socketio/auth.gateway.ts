import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { parsed } from '../../contract/parsed.js';
import type { Ack } from '../../shared/errors.js';
import { Renewal } from '../arrival/renewal.js';
import { SignIn } from '../arrival/sign-in.dto.js';
import { ChatGateway } from './chat-gateway.decorator.js';
import { type ChatSocket, connectionOf } from './chat-socket.js';

@ChatGateway()
export class AuthGateway {
  constructor(private readonly renewal: Renewal) {}

  @SubscribeMessage('auth')
  async renew(@ConnectedSocket() socket: ChatSocket, @MessageBody(parsed(SignIn)) { token }: SignIn): Promise<Ack> {
    await this.renewal.renew(connectionOf(socket), token);
    return { ok: true };
  }
}
