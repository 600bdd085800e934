import { describe, expect, it } from '@jest/globals';
import { type ChatAction, demand, demandAbove, LEAST_ROLE, may, outranks } from '../../src/access/policy.js';
import { ROLES } from '../../src/shared/roles.js';

const actions = Object.keys(LEAST_ROLE) as ChatAction[];
const row = (action: ChatAction) =>
  `${action.padEnd(32)}${ROLES.map((role) => (may(role, action) ? 'yes' : 'no').padEnd(8)).join('')}`.trim();

describe('who may do what in a chat', () => {
  it('is this table', () => {
    const table = [`${''.padEnd(32)}${ROLES.map((role) => role.padEnd(8)).join('')}`.trimEnd(), ...actions.map(row)];
    expect(`\n${table.join('\n')}\n`).toBe(`
                                member  admin   owner
read the history                yes     yes     yes
send a message                  yes     yes     yes
offer a file                    yes     yes     yes
mark as read                    yes     yes     yes
see who has read                yes     yes     yes
mute the chat                   yes     yes     yes
mute the server                 yes     yes     yes
see the members                 yes     yes     yes
leave the group                 yes     yes     yes
leave the server                yes     yes     yes
change the group                no      yes     yes
change the server               no      yes     yes
change its icon                 no      yes     yes
make channels                   no      yes     yes
change channels                 no      yes     yes
delete channels                 no      yes     yes
add members                     no      yes     yes
remove members                  no      yes     yes
see who is banned               no      yes     yes
ban people                      no      yes     yes
lift a ban                      no      yes     yes
see the join code               no      yes     yes
change the join code            no      yes     yes
see who asks to join            no      yes     yes
let people in                   no      yes     yes
change roles                    no      no      yes
hand the group over             no      no      yes
hand the server over            no      no      yes
delete the group                no      no      yes
delete the server               no      no      yes
`);
  });

  it('lets nobody put out an equal, or one above', () => {
    const pairs = ROLES.flatMap((role) => ROLES.filter((other) => outranks(role, other)).map((other) => [role, other]));

    expect(pairs).toEqual([
      ['admin', 'member'],
      ['owner', 'member'],
      ['owner', 'admin'],
    ]);
    expect(() => demandAbove('admin', 'admin')).toThrow('You may not remove an admin.');
  });

  it('is said in words to whoever may not', () => {
    expect(() => demand('member', 'send a message')).not.toThrow();
    expect(() => demand('stranger' as never, 'send a message')).toThrow('You may not send a message.');
  });
});
