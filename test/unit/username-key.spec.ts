import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { usernameKey } from '../../src/users/username-key.js';

describe('the key of a username', () => {
  it.each(['ada', 'Ada', 'ADA', ' ada\n', 'ＡＤＡ', '𝐀𝐝𝐚'])('makes %j the same name as ada', (written) => {
    expect(usernameKey(written)).toBe('ada');
  });

  it('keeps different names apart', () => {
    expect(new Set(['ada', 'ada1', 'a.da', 'a-da', 'a_da'].map(usernameKey)).size).toBe(5);
  });

  it('does not change when it is taken again, so a stored key finds itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_.-]{3,32}$/), (name) => {
        expect(usernameKey(usernameKey(name))).toBe(usernameKey(name));
      }),
    );
  });
});
