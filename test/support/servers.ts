import type { Json } from './client.js';
import type { TestPerson } from './people.js';

/** A server of these people over the API; the first is its owner. With a name for each channel. */
export async function serverOf(
  owner: TestPerson,
  others: TestPerson[] = [],
  more: object = {},
  channels: string[] = [],
): Promise<{ id: number; code: string; channels: number[] }> {
  const made = await owner.phone.post('/server/', { name: 'The yard', ...more });
  if (made.status !== 201) throw new Error(`The server was answered with ${made.status}: ${made.text}`);
  const { id, code } = made.body;
  const ids: number[] = [];
  for (const name of channels) ids.push((await makeChannel(owner, id, name)).chat_id);
  if (others.length) {
    const usernames = others.map(({ username }) => username);
    const added = await owner.phone.post(`/server/${id}/members/`, { usernames });
    if (added.status !== 201) throw new Error(`Adding was answered with ${added.status}: ${added.text}`);
  }
  return { id, code, channels: ids };
}

export async function makeChannel(admin: TestPerson, server: number, name: string, topic = ''): Promise<Json> {
  const { status, body, text } = await admin.phone.post(`/server/${server}/channels/`, { name, topic });
  if (status !== 201) throw new Error(`The channel was answered with ${status}: ${text}`);
  return body;
}
