import { describe, expect, it } from '@jest/globals';
import { systemIcon, systemParts } from '../../src/shared/system-text.js';

const ada = { id: 1, username: 'ada' };
const parts = (text: string, subject: unknown) =>
  systemParts(text, { name: 'member_added', actor: ada, subject })
    .map((part) => (part.name ? `<${part.text}>` : part.text))
    .join('');

describe('the names in a system message', () => {
  it.each([
    ['ada added bob', { users: [{ id: 2, username: 'bob' }] }, '<ada> added <bob>'],
    ['ada added ada.l and bob', [{ username: 'ada.l' }, { username: 'bob' }], '<ada> added <ada.l> and <bob>'],
    ['ada banned bob.', { id: 2, username: 'bob' }, '<ada> banned <bob>.'],
    ['ada renamed the group to “ada”', { name: 'ada' }, '<ada> renamed the group to “ada”'],
    ['ada left; eve is the owner now', { owner: { username: 'eve' } }, '<ada> left; <eve> is the owner now'],
  ])('%s', (text, subject, expected) => {
    expect(parts(text, subject)).toBe(expected);
  });

  it('are not guessed where the event is not known', () => {
    expect(systemParts('ada added bob')).toEqual([{ text: 'ada added bob', name: false }]);
    expect(systemIcon()).toBe('info');
  });

  it('have the icon of what happened before them', () => {
    expect(systemIcon({ name: 'member_added', actor: ada, subject: null })).toBe('user-plus');
    expect(systemIcon({ name: 'constructor', actor: ada, subject: null })).toBe('info');
  });
});
