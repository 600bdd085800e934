import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';

export type Colour = readonly [red: number, green: number, blue: number];

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where it stands in the window. */
export async function boxOf(locator: Locator): Promise<Box> {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`Not to be seen: ${locator}`);
  return box;
}

/** What the page looks like, by its points. */
export async function pictureOf(page: Page): Promise<(x: number, y: number) => Colour> {
  const { data, info } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return (x, y) => {
    const at = (Math.round(y) * info.width + Math.round(x)) * info.channels;
    return [data[at]!, data[at + 1]!, data[at + 2]!];
  };
}

/** How far two colours are apart: 0 is the same, 441 black and white. */
export const apart = (one: Colour, other: Colour): number =>
  Math.hypot(...one.map((value, channel) => value - other[channel]!));

/** As WCAG reckons it: 1 is the same, 21 black and white. */
export function contrast(one: Colour, other: Colour): number {
  const [light, dark] = [lightness(one), lightness(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function lightness(colour: Colour): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
