import { inbox } from './inbox.js';
import { socket } from './socket.js';

/** What is told of servers, for those parts of a page that follow a group: the id of a server is that of no chat. */
export function followServers(): void {
  socket.on('server:updated', ({ server_id }) => inbox.emit('updated', { chat_id: server_id }));
  socket.on('server:joined', ({ server_id, members, num_members }) =>
    inbox.emit('joined', { chat_id: server_id, members, member_count: num_members }),
  );
  socket.on('server:left', ({ server_id, num_members, ...left }) =>
    inbox.emit('left', { ...left, chat_id: server_id, member_count: num_members }),
  );
  socket.on('server:removed', ({ server_id }) => inbox.emit('removed', { chat_id: server_id }));
  socket.on('server:counts', ({ counts }) => {
    for (const { server_id, num_members } of counts) if (num_members) count(server_id, num_members);
  });
}

function count(serverId: number, members: number): void {
  const words = `${members.toLocaleString('en-GB')} member${members === 1 ? '' : 's'}`;
  for (const place of document.querySelectorAll(`[data-count-of="${serverId}"]`)) place.textContent = words;
}
