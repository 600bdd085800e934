import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import sharp from 'sharp';
import { AppError } from '../../src/errors/app-error.js';
import { checkIcon } from '../../src/icons/check-icon.js';
import { ELEMENTS } from '../../src/icons/svg-rules.js';
import { HOSTILE_SVGS, WRONG_SIZES } from '../support/hostile-svgs.js';

const refusal = async (bytes: Uint8Array | string): Promise<string> => {
  const error = await checkIcon(Buffer.from(bytes as Uint8Array)).then(
    () => null,
    (failure: unknown) => failure,
  );
  if (!(error instanceof AppError)) throw new Error(`It was not refused, but ended as ${String(error)}`);
  expect(error.code).toBe('invalid_input');
  return error.detail;
};

const svg = async (inner: string, root = 'width="64" height="64"'): Promise<string> => {
  const { type, bytes } = await checkIcon(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${root}>${inner}</svg>`),
  );
  expect(type).toBe('image/svg+xml');
  return bytes.toString();
};

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 91, g: 91, b: 214, alpha: 0.5 } } });

describe('a picture of pixels', () => {
  it.each([
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['webp', 'image/webp'],
    ['gif', 'image/png'],
  ] as const)('%s is accepted and made anew as %s', async (format, type) => {
    const icon = await checkIcon(await plain(70, 70).toFormat(format).toBuffer());

    expect(icon).toMatchObject({ type, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await sharp(icon.bytes).metadata()).toMatchObject({ width: 70, height: 70 });
  });

  it('loses everything that is no pixel', async () => {
    const exif = { IFD0: { Copyright: 'canary-name', ImageDescription: 'canary-place' } };
    const photo = await plain(30, 30).jpeg().withExif(exif).toBuffer();
    expect(photo.includes('canary')).toBe(true);

    const { bytes } = await checkIcon(Buffer.concat([photo, Buffer.from('<script>canary</script>')]));

    expect(bytes.includes('canary')).toBe(false);
  });

  it('keeps the first picture of an animation', async () => {
    const frames = Buffer.concat([await plain(8, 8).raw().toBuffer(), Buffer.alloc(8 * 8 * 4, 255)]);
    const raw = { width: 8, height: 16, channels: 4 as const, pageHeight: 8 };
    const animation = await sharp(frames, { raw })
      .gif({ delay: [100, 100] })
      .toBuffer();
    expect((await sharp(animation, { animated: true }).metadata()).pages).toBe(2);

    const { bytes } = await checkIcon(animation);

    expect(await sharp(bytes).metadata()).toMatchObject({ width: 8, height: 8 });
  });

  it.each([
    [71, 70],
    [70, 71],
    [1, 4000],
  ])('of %i × %i pixels is too large, and hears what would pass', async (width, height) => {
    expect(await refusal(await plain(width, height).png().toBuffer())).toBe(
      `The picture is ${width} × ${height} pixels: at most 70 × 70 are possible. Scale it down and try again.`,
    );
  });

  it('that claims four billion pixels is refused by its header', async () => {
    const bomb = await plain(1, 1).png().toBuffer();
    bomb.writeUInt32BE(65_535, 16);
    bomb.writeUInt32BE(65_535, 20);

    expect(await refusal(bomb)).toMatch(/at most 70 × 70|not a picture/);
  });

  it('over 16 kB is too large, at 16 kB it is not', async () => {
    const small = await plain(4, 4).png().toBuffer();
    const padded = (size: number) => Buffer.concat([small, Buffer.alloc(size - small.length)]);

    expect((await checkIcon(padded(16_384))).type).toBe('image/png');
    expect(await refusal(padded(16_385))).toBe(
      'The picture is too large: at most 16 kB are possible. Save it smaller and try again.',
    );
  });

  it.each([
    ['nothing', Buffer.alloc(0), /no picture/],
    ['words', Buffer.from('hello'), /not a picture/],
    ['a bitmap', Buffer.from('BM\0\0\0\0'), /not a picture/],
    ['a PDF', Buffer.from('%PDF-1.7'), /not a picture/],
    ['the beginning of a PNG', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), /not a picture/],
    ['a JPEG in name only', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]), /not a picture/],
    ['a WebP in name only', Buffer.from('RIFF\0\0\0\0WEBPVP8 '), /not a picture/],
  ])('%s is no picture', async (_, bytes, says) => {
    expect(await refusal(bytes)).toMatch(says);
  });

  it('is refused cleanly whatever bytes follow its signature', async () => {
    const heads = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF89a', 'RIFF\0\0\0\0WEBP', '<svg '];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 400 }), async (head, tail) => {
        await checkIcon(Buffer.concat([Buffer.from(head, 'latin1'), tail])).catch((error: unknown) => {
          if (!(error instanceof AppError)) throw error;
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe('an SVG', () => {
  it.each(HOSTILE_SVGS)('with %s is refused', async (_, file, says) => {
    expect(await refusal(Buffer.from(file as string))).toMatch(says);
  });

  it.each(WRONG_SIZES)('of a foreign size is refused: %s', async (file) => {
    expect(await refusal(file)).toMatch(/70|plain numbers/);
  });

  it('comes out with its shapes, colours, gradients and words', async () => {
    const drawn =
      '<title>Ada &amp; Bob</title><defs><linearGradient id="g" x1="0" x2="100%"><stop offset="0" stop-color="#f00"/>' +
      '<stop offset="50%" stop-color="rgb(1, 2, 3)"/></linearGradient><clipPath id="c"><circle cx="8" cy="8" r="7"/></clipPath></defs>' +
      '<path d="M1.5-2e1L3,4Z" fill="url(#g)" clip-path="url(#c)" transform="rotate(45 8 8) scale(.5)"/>' +
      '<text x="1" y="9" font-size="12px" text-anchor="middle">A</text>';

    expect(await svg(drawn, 'width="64px" height="64" viewBox="0 0 24 24"')).toBe(
      `<svg xmlns="http://www.w3.org/2000/svg" width="64px" height="64" viewBox="0 0 24 24">${drawn}</svg>`.replace(
        /<(\w+)([^<>]*)\/>/g,
        '<$1$2></$1>',
      ),
    );
  });

  it('loses harmless attributes, comments and what its editor left there', async () => {
    const editor = 'xmlns:i="http://www.inkscape.org/namespaces/inkscape"';
    const left = `<metadata><r:RDF xmlns:r="urn:r" r:about=""/></metadata><i:view ${editor} i:zoom="2"><i:grid/></i:view>`;

    expect(await svg(`<!-- hi -->${left}<rect class="a" data-name="b" x="1" role="img"/>`)).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect x="1"></rect></svg>',
    );
  });

  it('has its style written as attributes', async () => {
    expect(
      await svg('<rect fill="red" style="fill: #0f0 !important; stroke:url(#g); -x-y: 1; all: unset"/>'),
    ).toContain('<rect fill="#0f0" stroke="url(#g)"></rect>');
  });

  it('is accepted at 70 × 70 with 500 elements, 20 deep, with a byte order mark, a declaration or no namespace', async () => {
    expect(await svg('<g/>'.repeat(499), 'width="70" height="70px" viewBox="-5 -5 70 70"')).toContain('<g></g>');
    expect(await svg('<g>'.repeat(19) + '</g>'.repeat(19))).toContain('<g><g>');
    for (const file of [
      '\ufeff<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
      '<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
      '<svg width="1" height="1"/>',
      '<s:svg xmlns:s="http://www.w3.org/2000/svg" width="1" height="1"/>',
    ]) {
      const { bytes } = await checkIcon(Buffer.from(file));
      expect(bytes.toString()).toBe('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>');
    }
  });

  it('cannot multiply its work by masks within masks', async () => {
    const made = await svg('<mask id="a"><rect mask="url(#a)" clip-path="url(#b)" width="9"/></mask>');

    expect(made).toContain('<mask id="a"><rect width="9"></rect></mask>');
  });

  it('has its words escaped again', async () => {
    expect(await svg('<text>&lt;script&gt;&#38;&quot;</text>')).toContain('<text>&lt;script&gt;&amp;&quot;</text>');
  });

  it('comes out the same when it is sent again', async () => {
    const once = await svg('<g id="a" style="opacity:.5"><path d="M0 0h5"/></g><text>&amp;</text>');

    expect((await checkIcon(Buffer.from(once))).bytes.toString()).toBe(once);
  });

  it('contains only what is allowed, whatever it was made of', async () => {
    await fc.assert(
      fc.asyncProperty(drawings(), async (file) => {
        const icon = await checkIcon(Buffer.from(file)).catch(() => null);
        if (icon) expect(forbiddenIn(icon.bytes.toString())).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

function drawings(): fc.Arbitrary<string> {
  const name = fc.constantFrom('g', 'rect', 'text', 'mask', 'linearGradient', 'script', 'use', 'e:x', 'metadata');
  const attribute = fc.constantFrom('fill', 'd', 'style', 'href', 'xlink:href', 'onload', 'mask', 'class', 'id', 'e:y');
  const value = fc.constantFrom(
    '1',
    '#a',
    'url(#a)',
    'url(//e)',
    'javascript:x',
    'red',
    '&quot;&gt;&lt;script&gt;',
    'fill:red',
  );
  const tag = fc.tuple(name, fc.uniqueArray(fc.tuple(attribute, value), { selector: ([key]) => key, maxLength: 3 }));
  return fc.array(tag, { maxLength: 6 }).map((tags) => {
    const opened = tags.map(([tagName, all]) => `<${tagName} ${all.map(([k, v]) => `${k}="${v}"`).join(' ')}>`);
    const closed = tags.toReversed().map(([tagName]) => `</${tagName}>`);
    const spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:e="urn:e"';
    return `<svg ${spaces} width="9" height="9">${opened.join('')}&lt;x&gt;${closed.join('')}</svg>`;
  });
}

/** Reads the result as a browser would, without the code under test. */
function forbiddenIn(text: string): string[] {
  const found: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => found.push(error.message));
  parser.on('opentag', (tag: SaxesTagNS) => {
    if (!ELEMENTS.has(tag.name)) found.push(tag.name);
    for (const { name, value } of Object.values(tag.attributes)) {
      if (/^on|:|^style$/.test(name) || /javascript|url\((?!#)/.test(value)) found.push(`${name}=${value}`);
      if (name === 'href' && !value.startsWith('#')) found.push(`${name}=${value}`);
    }
  });
  parser.write(text).close();
  return found;
}
