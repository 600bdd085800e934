import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hueOf } from '../../src/shared/initials.js';
import { LIMITS } from '../../src/shared/limits.js';
import { type OpenApp, openApp } from '../support/app.js';
import { type Browser, Stranger } from '../support/client.js';
import { withoutTemplates } from '../support/html.js';
import { people } from '../support/people.js';

const HTML = { headers: { accept: 'text/html' } };
const css = (name: string) => readFileSync(`public/css/${name}`, 'utf8');
const rule = (sheet: string, selector: string) =>
  new RegExp(`(?:^|\\n)${selector.replaceAll(/[.:]/g, String.raw`\$&`)} \\{([^}]*)`).exec(sheet)?.[1] ?? '';

describe('what the pages look like', () => {
  let app: OpenApp;
  let ada: Browser;
  let home: string;
  let conversation: string;
  const ids: Record<string, number> = {};
  beforeAll(async () => {
    app = await openApp();
    const [person, other] = await people(app, 'ada', 'bob');
    Object.assign(ids, { ada: person.id, bob: other.id });
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

  it('tells own messages from others, with round corners, and answers the pointer', () => {
    const sheet = css('components/message.css');

    const shown = withoutTemplates(conversation);
    expect(shown.match(/class="message message--own/g)).toHaveLength(1);
    expect(shown.match(/class="message(?! message--own)[^"]*"[^>]*data-seq="\d/g)).toHaveLength(1);
    expect(rule(sheet, '.bubble')).toMatch(/border-radius: .*var\(--shadow-1\)/s);
    expect(rule(sheet, '.message--own .bubble')).toMatch(/background: /);
    expect(rule(css('components/button.css'), '.button:hover')).toMatch(/\S/);
  });

  it('gives each person a picture of initials, the same every time', () => {
    const sheet = css('components/avatar.css');
    const colours = Array.from({ length: 12 }, (_, hue) => rule(sheet, `.h${hue}`));

    for (const page of [home, conversation])
      expect(page).toMatch(new RegExp(`class="avatar h${hueOf(ids.bob!)}[^>]*data-initials="B"`));
    expect(new Set(colours).size).toBe(12);
    expect(colours.every((colour) => colour.includes('--'))).toBe(true);
  });

  it('has an accent that buttons, links and own messages share, in both themes', () => {
    const tokens = css('tokens.css');

    expect(tokens).toMatch(/--accent: linear-gradient\(/);
    expect(tokens).toMatch(/--accent-bare: linear-gradient\(.*#667eea.*#764ba2\)/);
    expect(tokens).toMatch(/--accent-a: light-dark\(/);
    expect(rule(css('components/button.css'), '.button--primary')).toContain('var(--accent');
    expect(rule(css('components/message.css'), '.message--own .bubble')).toContain('var(--accent');
  });

  it('moves little, and nothing for whoever asks for that', () => {
    const moving = readdirSync('public/css/components').filter((name) =>
      css(`components/${name}`).includes('@keyframes'),
    );

    expect(moving).toEqual(expect.arrayContaining(['message.css', 'toast.css', 'typing.css']));
    expect(css('base.css')).toMatch(
      /@media \(prefers-reduced-motion: reduce\) \{\s*\*,[^}]*animation: none !important;\s*transition: none !important;/,
    );
  });

  it('says on a button that something is under way', () => {
    const busy = readFileSync('src/client/controllers/busy_controller.ts', 'utf8');

    expect(home + conversation).toMatch(/data-controller="[^"]*"/);
    expect(busy).toMatch(/aria-?busy/i);
    expect(css('components/button.css')).toMatch(/\[aria-busy='true'\]::before \{[^}]*animation: spin/s);
  });

  it('tells news politely to whoever listens instead of looking', () => {
    expect(conversation).toMatch(/<div class="toasts" role="status"/);
    expect(conversation).toMatch(/<div class="banner" role="status"/);
  });
});
