import { Authenticator } from '../../auth/authenticator.js';
import { Admission } from '../arrival/admission.js';
import { ChatDoor } from '../rawws/chat.door.js';
import { RawSocketServer } from '../rawws/raw-socket.server.js';
import { SocketTimes } from '../socket-times.js';
import { Links } from '../wire/links.js';
import { FileConversation } from './file-conversation.js';

export const FILE_DOOR = Symbol('ws/file');

/** `ws/file/<id>/`: the door of chats with larger frames behind it, and another conversation. */
export const fileDoor = {
  provide: FILE_DOOR,
  inject: [Authenticator, Admission, Links, FileConversation, SocketTimes],
  useFactory: (
    authenticator: Authenticator,
    admission: Admission,
    links: Links,
    conversation: FileConversation,
    times: SocketTimes,
  ): ChatDoor => new ChatDoor(authenticator, admission, new RawSocketServer(links, times, 'file'), conversation, times),
};
