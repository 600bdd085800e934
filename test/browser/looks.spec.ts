import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { apart, boxOf, type Colour, contrast, pictureOf } from '../support/pixels.js';
import { describeIf } from '../support/requires.js';
import { shows, Visitors } from '../support/visitors.js';

const THEMES = ['light', 'dark'] as const;
const PRIMARY: Colour = [0x66, 0x7e, 0xea];
const SECONDARY: Colour = [0x76, 0x4b, 0xa2];
/** Noticed by everybody; smoothing at an edge and the run of a gradient stay below. */
const ANOTHER = 20;

describeIf('chromium', 'what a page looks like, measured', () => {
  let visitors: Visitors;
  let page: Page;
  let chat: number;
  beforeAll(async () => {
    visitors = await Visitors.open();
    chat = await visitors.chatOf(visitors.ada, visitors.bob);
    await visitors.say(visitors.ada, chat, 'This is mine');
    await visitors.say(visitors.bob, chat, 'This is yours');
    page = await visitors.page(visitors.ada, '/home/');
  });
  beforeEach(async () => {
    await page.emulateMedia({ colorScheme: null, reducedMotion: 'no-preference' });
    await page.goto(`/chat-web/${chat}`);
    await shows(page, 'This is yours');
  });
  afterAll(async () => {
    await visitors.close();
    expect(visitors.problems).toEqual([]);
  });

  const inScheme = async (colorScheme: (typeof THEMES)[number]) => {
    await page.emulateMedia({ colorScheme });
    // Colours pass into each other.
    await page.waitForFunction(() => document.getAnimations().length === 0);
  };
  const bubble = (text: string) => page.locator('.log .bubble', { hasText: text });
  const style = (locator: Locator, name: string, part = '') =>
    locator.evaluate(
      (element, [property, pseudo]) => getComputedStyle(element, pseudo || null).getPropertyValue(property!),
      [name, part],
    );
  /** Colours as the screen has them, from whatever notation the style is in. */
  const coloursOf = (locator: Locator, ...names: string[]): Promise<Colour[]> =>
    locator.evaluate((element, properties) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
      const context = canvas.getContext('2d', { willReadFrequently: true })!;
      return properties.map((name) => {
        context.fillStyle = getComputedStyle(element).getPropertyValue(name);
        context.fillRect(0, 0, 1, 1);
        const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
        return [red!, green!, blue!] as const;
      });
    }, names);

  it.each(THEMES)(
    'own messages stand on the other side in another colour, and both can be read (%s)',
    async (scheme) => {
      await inScheme(scheme);
      const [mine, yours] = [await boxOf(bubble('This is mine')), await boxOf(bubble('This is yours'))];
      const log = await boxOf(page.locator('.log__column'));

      expect(mine.x + mine.width).toBeGreaterThan(yours.x + yours.width);
      expect(mine.x - log.x).toBeGreaterThan(log.x + log.width - (mine.x + mine.width));
      expect(yours.x - log.x).toBeLessThan(log.x + log.width - (yours.x + yours.width));
      const picture = await pictureOf(page);
      // In the room between the edge and the first letter.
      const [own, theirGround] = [mine, yours].map(({ x, y, height }) => picture(x + 6, y + height / 2)) as [
        Colour,
        Colour,
      ];
      expect(apart(own, theirGround)).toBeGreaterThan(ANOTHER * 3);
      const [[ink], [theirs]] = [
        await coloursOf(bubble('This is mine'), 'color'),
        await coloursOf(bubble('This is yours'), 'color'),
      ];
      expect([contrast(ink!, own) >= 4.5, contrast(theirs!, theirGround) >= 4.5]).toEqual([true, true]);
    },
  );

  it.each(THEMES)(
    'corners are round where bubbles do not meet, and what stands above the page throws a shadow (%s)',
    async (scheme) => {
      await inScheme(scheme);
      const { x, y, width, height } = await boxOf(bubble('This is mine'));
      const picture = await pictureOf(page);
      const ground = picture(x - 4, y + height / 2);

      expect(apart(picture(x + 1, y + 1), ground)).toBeLessThan(ANOTHER);
      expect(apart(picture(x + width / 2, y + 2), ground)).toBeGreaterThan(ANOTHER);
      expect(await style(bubble('This is mine'), 'border-top-left-radius')).toBe('18px');
      expect(await style(bubble('This is mine'), 'border-bottom-right-radius')).toBe('6px');
      expect(await style(page.locator('.composer .composer__send'), 'border-top-left-radius')).not.toBe('0px');

      await page.keyboard.press('Control+k');
      const dialog = page.locator('dialog[open]');
      await dialog.waitFor();
      expect(await style(dialog, 'box-shadow')).toMatch(/rgba?\(.+\) 0px 18px 48px/);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' }).catch(() => dialog.waitFor({ state: 'hidden' }));
    },
  );

  it('what can be clicked looks another way under the pointer', async () => {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    for (const [path, which] of [
      ['/settings/', 'main .button:not(.button--primary):visible'],
      ['/settings/', 'main .button--primary:visible'],
      ['/home/', '.sidebar .chat-row'],
    ] as const) {
      await page.goto(path);
      const one = page.locator(which).first();
      await one.scrollIntoViewIfNeeded();
      await page.mouse.move(0, 0);
      const { x, y, height } = await boxOf(one);
      const [left, middle] = [x + 8, y + height / 2];
      const before = (await pictureOf(page))(left, middle);
      await one.hover();
      const under = (await pictureOf(page))(left, middle);

      expect([which, apart(before, under) > 0]).toEqual([which, true]);
    }
  });

  it('each person has initials on a colour of their own, the same on every page, which can be read in both themes', async () => {
    const face = page.locator(`.avatar[data-user="${visitors.bob.id}"]:visible`).first();
    const here = await coloursOf(face, 'background-color');
    await page.goto('/home/');
    expect(await style(face, 'content', '::before')).toBe('"B"');
    expect(await coloursOf(face, 'background-color')).toEqual(here);

    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const grounds = new Set<string>();
      for (let hue = 0; hue < 12; hue++) {
        await face.evaluate((element, of) => element.setAttribute('class', `avatar h${of}`), hue);
        const [ink, ground] = (await coloursOf(face, 'color', 'background-color')) as [Colour, Colour];
        expect([colorScheme, hue, contrast(ink, ground) >= 4.5]).toEqual([colorScheme, hue, true]);
        grounds.add(ground.join());
      }
      expect(grounds.size).toBe(12);
    }
  });

  it.each(THEMES)(
    'one accent runs through the first action, own messages and the art of the first page (%s)',
    async (scheme) => {
      await page.emulateMedia({ colorScheme: scheme });
      const out = await visitors.page(null, '/user/login/', { colorScheme: scheme });
      const art = out.locator('.voices i').nth(4);
      const { x, y, width, height } = await boxOf(art);
      const picture = await pictureOf(out);
      const [begins, ends] = [picture(x + 8, y + height / 2), picture(x + width - 8, y + height / 2)];

      expect(await style(art, 'background-image')).toMatch(
        /^linear-gradient\(120deg, .+, (rgb\(118, 75, 162\)|#764ba2)\)$/,
      );
      if (scheme === 'light') expect(apart(begins, PRIMARY)).toBeLessThan(ANOTHER);
      expect(apart(ends, SECONDARY)).toBeLessThan(ANOTHER * 1.5);
      const action = out.locator('.button--primary');
      const [top, bottom] = await boxOf(action).then(({ x: left, y: above, width: wide, height: tall }) => [
        picture(left + 20, above + 4),
        picture(left + wide - 20, above + tall - 4),
      ]);
      expect(apart(top!, bottom!)).toBeGreaterThan(4);
      for (const one of [action, bubble('This is mine')])
        expect(await style(one, 'background-image')).toMatch(/^linear-gradient\(/);
      // Both ends between blue and violet: less green than anything else.
      for (const [red, green, blue] of [top!, bottom!]) expect([green <= red + 30, blue > red]).toEqual([true, true]);
      await out.context().close();
    },
  );
});
