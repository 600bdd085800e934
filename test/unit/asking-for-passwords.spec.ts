import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { choosePassword } from '../../src/admin/commands/ask.js';
import { StartError } from '../../src/config/start-error.js';

/** Somebody at a terminal, who types each answer when they are asked for it. */
function terminal(...answers: string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = new PassThrough();
  let said = '';
  output.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.endsWith(': ')) input.write(answers.shift());
  });
  return { input, output, said: () => said };
}

describe('a password for somebody', () => {
  it('is asked for twice, and is never shown', async () => {
    const at = terminal('staple of the horse\n', 'staple of the horse\n');

    expect(await choosePassword('ada', at)).toEqual({ password: 'staple of the horse', generated: false });
    expect(at.said()).toContain('New password for ada');
    expect(at.said()).not.toContain('staple');
  });

  it('is refused when the two differ, and when it is interrupted', async () => {
    await expect(choosePassword('ada', terminal('one password\n', 'another one\n'))).rejects.toThrow(StartError);
    await expect(choosePassword('ada', terminal('\u0003'))).rejects.toThrow('Stopped. Nothing was changed.');
  });

  it('is made where nobody answers, another one each time', async () => {
    const pipe = { input: new PassThrough(), output: new PassThrough() };
    const made = [await choosePassword('ada', terminal('\n')), await choosePassword('ada', pipe)];

    for (const { password, generated } of made) {
      expect(generated).toBe(true);
      expect(password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    }
    expect(made[0]!.password).not.toBe(made[1]!.password);
  });
});
