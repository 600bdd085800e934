import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../src/shared/limits.js';
import { type OpenApp, openApp } from '../support/app.js';
import { type Browser, Stranger } from '../support/client.js';
import { people } from '../support/people.js';

const HTML = { headers: { accept: 'text/html' } };

describe('what the pages look like', () => {
  let app: OpenApp;
  let ada: Browser;
  let home: string;
  let conversation: string;
  beforeAll(async () => {
    app = await openApp();
    const [person, other] = await people(app, 'ada', 'bob');
    ada = await person.browser();
    const chat = (await ada.submit('/chat-web/', { username: 'bob' })).headers.get('location')!;
    const id = Number(chat.split('/').pop());
    await person.phone.post(`/chat/${id}/messages/`, { text: 'mine' });
    await other.phone.post(`/chat/${id}/messages/`, { text: 'yours' });
    home = (await ada.send('/home/', HTML)).text;
    conversation = (await ada.send(chat, HTML)).text;
  });
  afterAll(() => app.close());

  it('has the figures, the conversations and the way to begin one', () => {
    for (const figure of ['total_conversations', 'messages_sent', 'unread'])
      expect(home).toContain(`data-name="${figure}"`);
    expect(home).toMatch(/<header[^>]*class="rail"/);
    expect(home).toMatch(/href="\/chat-web\/\d+"/);
    expect(home).toContain('href="/group-web/new"');
    expect(conversation).toContain('mine');
  });

  it('checks in the browser what the server checks, with the same figures', async () => {
    const { text } = await new Stranger(app).send('/user/register/', HTML);
    const input = (name: string) => new RegExp(`<input[^>]* name="${name}"[^>]*>`).exec(text)?.[0] ?? '';

    expect(input('username')).toMatch(
      new RegExp(`required minlength="${LIMITS.usernameMin}" maxlength="${LIMITS.username}"`),
    );
    expect(input('password')).toMatch(
      new RegExp(`required minlength="${LIMITS.passwordMin}" maxlength="${LIMITS.password}"`),
    );
    expect(input('display_name')).toContain(`maxlength="${LIMITS.displayName}"`);
  });

  it('tells news politely to whoever listens instead of looking', () => {
    expect(conversation).toMatch(/<div class="toasts" role="status"/);
    expect(conversation).toMatch(/<div class="banner" role="status"/);
  });
});
