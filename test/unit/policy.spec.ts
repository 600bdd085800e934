import { describe, expect, it } from '@jest/globals';
import { type ChatAction, demand, LEAST_ROLE, may } from '../../src/access/policy.js';
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
mark as read                    yes     yes     yes
see who has read                yes     yes     yes
`);
  });

  it('is said in words to whoever may not', () => {
    expect(() => demand('member', 'send a message')).not.toThrow();
    expect(() => demand('stranger' as never, 'send a message')).toThrow('You may not send a message.');
  });
});
