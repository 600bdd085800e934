import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { boxOf } from '../support/pixels.js';
import { RawClient } from '../support/raw-client.js';
import { describeIf } from '../support/requires.js';
import { shows, Visitors } from '../support/visitors.js';

describeIf('chromium', 'what moves on a page, measured', () => {
  let visitors: Visitors;
  let page: Page;
  let chat: number;
  let other: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
    chat = await visitors.chatOf(visitors.ada, visitors.bob);
    other = await visitors.chatOf(visitors.ada, visitors.eve);
    await visitors.say(visitors.bob, chat, 'Hello');
    page = await visitors.page(visitors.ada, '/home/');
  });
  beforeEach(async () => {
    await inMotion('no-preference');
    await page.goto(`/chat-web/${chat}`);
    await shows(page, 'Hello');
  });
  afterAll(async () => {
    await visitors.close();
    expect(visitors.problems).toEqual([]);
  });

  const style = (locator: Locator, name: string) =>
    locator.evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), name);
  const inMotion = (how: 'reduce' | 'no-preference') => page.emulateMedia({ reducedMotion: how });
  /** Every animation that begins from now on is noted: whose it is, from where, and for how long. */
  const holdWhatMoves = async () => {
    // Slowly, or on a busy machine one would be over before it can be looked at.
    const browser = await page.context().newCDPSession(page);
    await browser.send('Animation.enable');
    await browser.send('Animation.setPlaybackRate', { playbackRate: 0.01 });
    await page.evaluate(() => {
      const held: { what: string; lasts: number; at: number[]; opacity: string[] }[] = [];
      document.addEventListener('animationstart', ({ target }) => {
        const element = target as HTMLElement;
        if (!element.matches('.message--entering, .toast')) return;
        for (const animation of element.getAnimations()) {
          const lasts = Number(animation.effect!.getTiming().duration);
          animation.pause();
          const seen = [0, lasts].map((time) => {
            animation.currentTime = time;
            return [element.getBoundingClientRect().top, getComputedStyle(element).opacity] as const;
          });
          held.push({
            what: element.className,
            lasts,
            at: seen.map(([top]) => top),
            opacity: seen.map(([, opacity]) => opacity),
          });
          animation.finish();
        }
      });
      Object.assign(window, { held });
    });
    return browser;
  };
  const held = async (what: string) => {
    const found = await page.waitForFunction(
      (name) =>
        (window as unknown as { held: { what: string; lasts: number; at: number[]; opacity: string[] }[] }).held.find(
          (one) => one.what.includes(name),
        ),
      what,
    );
    return (await found.jsonValue())!;
  };

  it('a message and a toast fade in and slide to their place, in under 200 ms', async () => {
    const browser = await holdWhatMoves();
    await visitors.say(visitors.bob, chat, 'Sliding in');
    await shows(page, 'Sliding in');
    await visitors.say(visitors.eve, other, 'Over here');
    await page.locator('.toast', { hasText: 'Over here' }).waitFor();

    for (const [what, way] of [
      ['message--entering', 8],
      ['toast', -12],
    ] as const) {
      const { lasts, at, opacity } = await held(what);
      expect([lasts > 50, lasts < 200, opacity]).toEqual([true, true, ['0', '1']]);
      expect(at[0]! - at[1]!).toBeCloseTo(way, 0);
    }
    expect(Number.parseFloat(await style(page.locator('.button').first(), 'transition-duration'))).toBeGreaterThan(0);
    await browser.detach();
  });

  it('nothing moves for whoever asks for that', async () => {
    await inMotion('reduce');
    await visitors.say(visitors.bob, chat, 'Standing still');
    await shows(page, 'Standing still');

    const last = page.locator('.message', { hasText: 'Standing still' });
    expect([await style(last, 'animation-name'), await style(last, 'opacity')]).toEqual(['none', '1']);
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    expect(Number.parseFloat(await style(page.locator('.button').first(), 'transition-duration'))).toBe(0);
  });

  it('three dots hop one after the other while somebody types, and stand still in three strengths without motion', async () => {
    const phone = await RawClient.connect(visitors.app, chat, { token: visitors.bob.phone.access });
    const typing = setInterval(() => phone.send({ type: 'typing' }), 500);
    const dots = page.locator('.log .typing .dots i');
    await dots.first().waitFor();

    const hops = await dots.evaluateAll((all) =>
      all.map((dot) => {
        const [animation] = dot.getAnimations();
        const { duration, delay, iterations } = animation!.effect!.getTiming();
        animation!.pause();
        const [rest, hop] = [0, 0.3].map((part) => {
          animation!.currentTime = Number(delay) + Number(duration) * part;
          return dot.getBoundingClientRect().top;
        });
        animation!.play();
        return { up: rest! - hop!, delay, forever: iterations === Infinity };
      }),
    );
    expect(hops.map(({ up, forever }) => [Math.round(up), forever])).toEqual([
      [3, true],
      [3, true],
      [3, true],
    ]);
    expect(new Set(hops.map(({ delay }) => delay)).size).toBe(3);

    await inMotion('reduce');
    const still = await dots.evaluateAll((all) =>
      all.map((dot) => [dot.getAnimations().length, Number(getComputedStyle(dot).opacity)]),
    );
    expect(still).toEqual([
      [0, 1],
      [0, 0.7],
      [0, 0.45],
    ]);
    clearInterval(typing);
    await phone.hangUp();
  });

  it('a form on its way says so on its button, which turns a ring, keeps its width and is not sent twice', async () => {
    const out = await visitors.page(null, '/user/login/');
    let asked = 0;
    const looked = out.waitForEvent('console', (said) => said.text() === 'looked');
    await out.route('**/user/login/', async (route) => {
      if (route.request().method() === 'POST') asked++;
      // As slow as a server has to be, so that the page is still there to be looked at.
      await looked;
      await route.continue();
    });
    const { width } = await boxOf(out.locator('.button--primary'));
    // Looked at by the page itself: nobody else is answered while it is being left.
    await out.evaluate(() => {
      const button = document.querySelector<HTMLElement>('.button--primary')!;
      const look = () => {
        button.closest('form')!.requestSubmit();
        const { width: wide, height, borderRadius } = getComputedStyle(button, '::before');
        const turning = button.getAnimations({ subtree: true }).filter(({ playState }) => playState === 'running');
        const forever = turning.map(({ effect }) => effect!.getTiming().iterations === Infinity);
        const seen = { busy: button.ariaBusy, words: button.textContent, button: button.offsetWidth };
        sessionStorage.setItem('seen', JSON.stringify({ ...seen, ring: [wide, height, borderRadius], forever }));
        console.info('looked');
      };
      document.addEventListener('submit', () => setTimeout(look, 200), { once: true });
    });
    await out.getByLabel('Username').fill('ada');
    await out.getByLabel('Password', { exact: true }).fill('not this one');
    await out.keyboard.press('Enter');
    await out.locator('#password-error').waitFor();

    expect(JSON.parse((await out.evaluate(() => sessionStorage.getItem('seen')))!)).toEqual({
      ...{ busy: 'true', words: 'Signing in', button: Math.round(width) },
      ...{ ring: ['16px', '16px', '50%'], forever: [true] },
    });
    expect([asked, await out.locator('[aria-busy=true]').count()]).toEqual([1, 0]);
    await out.context().close();
  });
});
