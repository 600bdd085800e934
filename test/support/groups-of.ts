import type { TestPerson } from './people.js';

/** A group with these members besides its owner. */
export async function groupOf(owner: TestPerson, name: string, ...members: TestPerson[]): Promise<number> {
  const { body, status } = await owner.phone.post('/group/', { name, members: members.map((m) => m.username) });
  if (status !== 201) throw new Error(`Making a group was answered with ${status}: ${JSON.stringify(body)}`);
  return body.id;
}

export async function codeOf(owner: TestPerson, group: number): Promise<string> {
  return (await owner.phone.get(`/group/${group}/code/`)).body.code;
}

export async function promote(owner: TestPerson, group: number, person: TestPerson, role = 'admin'): Promise<void> {
  await owner.phone.patch(`/group/${group}/members/${person.id}/`, { role });
}
