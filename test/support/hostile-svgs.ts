/** What an attacker would send as an icon: each is refused, with a sentence that names the rule. */
const SVG = 'xmlns="http://www.w3.org/2000/svg"';
const LINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"';
const of = (inner: string, more = ''): string => `<svg ${SVG} ${LINK} width="64" height="64" ${more}>${inner}</svg>`;

const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const billion = (levels: number) =>
  `<!DOCTYPE svg [<!ENTITY a0 "ha">${Array.from({ length: levels }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join('')}]>`;

export const HOSTILE_SVGS: [what: string, file: string | Buffer, says: RegExp][] = [
  ['a script', of('<script>alert(1)</script>'), /<script>/],
  ['a script in capitals', of('<SCRIPT>alert(1)</SCRIPT>'), /<SCRIPT>/],
  ['a script by reference', of('<script href="https://evil.example/x.js"/>'), /<script>/],
  ['a script under a prefix', of('<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>'), /<script>/],
  ['a script of HTML', of('<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>'), /<script>/],
  ['a script hidden in metadata', of('<metadata><script>alert(1)</script></metadata>'), /<script>/],
  ['a script hidden in an editor’s element', of('<e:a xmlns:e="urn:e"><script>alert(1)</script></e:a>'), /<script>/],
  ['onload on the root', of('', 'onload="alert(1)"'), /event handler/],
  ['onclick on a shape', of('<rect onclick="alert(1)"/>'), /event handler/],
  ['an event handler in capitals', of('<rect ONMOUSEOVER="alert(1)"/>'), /event handler/],
  ['an event handler under a prefix', of('<rect xmlns:e="urn:e" e:onclick="alert(1)"/>'), /event handler/],
  [
    'foreignObject',
    of('<foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>'),
    /<foreignObject>/,
  ],
  ['an HTML element', of('<iframe xmlns="http://www.w3.org/1999/xhtml" src="/home/"/>'), /<iframe>/],
  ['use of another file', of('<use href="https://evil.example/a.svg#x"/>'), /<use>/],
  ['use within use', of('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), /<use>/],
  ['a link that runs', of('<a href="javascript:alert(1)"><rect/></a>'), /<a>/],
  ['a link under a prefix', of('<a xlink:href="javascript:alert(1)"><rect/></a>'), /<a>/],
  ['an image from elsewhere', of('<image href="https://evil.example/pixel.png"/>'), /<image>/],
  ['an image of data', of('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'), /<image>/],
  ['animation of a link', of('<animate attributeName="href" to="javascript:alert(1)"/>'), /<animate>/],
  ['set of an event handler', of('<set attributeName="onmouseover" to="alert(1)"/>'), /<set>/],
  ['a style element that imports', of('<style>@import url(https://evil.example/x.css);</style>'), /<style>/],
  ['a style that fetches', of('<rect style="fill:url(https://evil.example/x#a)"/>'), /outside of itself/],
  [
    'a style that fetches, spelled by escapes',
    of(String.raw`<rect style="fill:u\72l(https://evil.example)"/>`),
    /style that does more/,
  ],
  [
    'a style that fetches, split by a comment',
    of('<rect style="fill:url/**/(https://evil.example)"/>'),
    /style that does more/,
  ],
  ['a style that computes', of('<rect style="width:expression(alert(1))"/>'), /style that does more/],
  ['a fill that fetches', of('<rect fill="url(//evil.example/a#b)"/>'), /outside of itself/],
  ['a fill that fetches after a local one', of('<rect fill="url(#a) url(//evil.example)"/>'), /outside of itself/],
  ['a filter that fetches', of('<rect filter="url(https://evil.example/f.svg#f)"/>'), /outside of itself/],
  ['a gradient from elsewhere', of('<linearGradient xlink:href="https://evil.example/g.svg#g"/>'), /outside of itself/],
  ['a filter with an image', of('<filter><feImage href="https://evil.example/x"/></filter>'), /<filter>/],
  ['a DOCTYPE', `<!DOCTYPE svg>${of('')}`, /DOCTYPE/],
  [
    'an entity that reads a file',
    `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${of('<text>&x;</text>')}`,
    /DOCTYPE/,
  ],
  ['a billion laughs', `${billion(9)}${of('<text>&a9;</text>')}`, /DOCTYPE/],
  ['an entity of nobody', of('<text>&x;</text>'), /well-formed/],
  [
    'a style sheet by instruction',
    `<?xml-stylesheet href="https://evil.example/x.css"?>${of('')}`,
    /processing instruction/,
  ],
  ['CDATA', of('<title><![CDATA[<script>alert(1)</script>]]></title>'), /CDATA/],
  ['UTF-7', `<?xml version="1.0" encoding="UTF-7"?>${of('+ADw-script+AD4-')}`, /UTF-8/],
  ['UTF-16', utf16(of('')), /not a picture/],
  [
    'bytes that are no UTF-8',
    Buffer.concat([Buffer.from(of('').slice(0, -6)), Buffer.from([0xc0, 0xbc, 0x3c])]),
    /UTF-8/,
  ],
  ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), /not a picture/],
  ['an HTML page', '<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', /must begin with <svg>/],
  ['an SVG element of a foreign kind', '<svg xmlns="urn:e" width="64" height="64"/>', /must begin with <svg>/],
  ['an svg within an svg', of('<svg width="9000" height="9000"/>'), /<svg>/],
  ['unclosed elements', `<svg ${SVG} width="64" height="64"><g>`, /well-formed/],
  ['two roots', of('') + of('<script/>'), /well-formed/],
  ['the same attribute twice', of('<rect x="1" x="2"/>'), /well-formed/],
  ['a path that is none', of('<path d="M0 0 alert(1)"/>'), /plain numbers/],
  ['a length that is computed', of('<rect width="calc(1px*9)"/>'), /plain numbers/],
  ['a transform that is none', of('<rect transform="scale(1)        rotate(2)        url"/>'), /plain numbers/],
  ['501 elements', of('<g/>'.repeat(500)), /500 elements/],
  ['21 levels', of('<g>'.repeat(20) + '</g>'.repeat(20)), /20 deep/],
  ['a million levels within 16 kB', of('<g>'.repeat(5000)), /20 deep/],
];

const sized = (size: string): string => `<svg ${SVG} ${size}><rect width="1" height="1"/></svg>`;

/** SVGs that lie about their size, or say it so that two readers may differ. */
export const WRONG_SIZES: string[] = [
  'width="71" height="64"',
  'width="64" height="71px"',
  'width="70.0001" height="64"',
  'width="1e2" height="64"',
  'width="1e1" height="64"',
  'width="100%" height="100%"',
  'width="4em" height="4em"',
  'width="64"',
  '',
  'viewBox="0 0 64 64"',
  'width="-5" height="64"',
  'width="0" height="64"',
  'width="NaN" height="64"',
  'width="Infinity" height="64"',
  'width="70px" height="70px" viewBox="0 0 1000000000 1000000000"',
  'width="70px" height="70px" viewBox="0 0 71 70"',
  'width="70px" height="70px" viewBox="0 0 1e1 1e1"',
  'width="70px" height="70px" viewBox="0 0 0 0"',
  'width="70px" height="70px" viewBox="0 0 -1 5"',
  'width="70px" height="70px" viewBox="0 0 64"',
  'width="70px" height="70px" viewBox="0 0 NaN 5"',
  'width="64" height="64" style="width:9000px;height:9000px" viewBox="0 0 9000 9000"',
].map(sized);

/** What is in order but for something that is dropped: what comes out must hold nothing of it. */
export const CLEANED_SVGS: [what: string, file: string, gone: RegExp][] = [
  ['attributes that nobody knows', of('<rect class="a" data-x="b" role="img"/>'), /class|data-x|role/],
  ['comments', of('<!-- <script>alert(1)</script> --><g/>'), /<!--|script/],
  [
    'what an editor left in its own namespace',
    of('<e:view xmlns:e="urn:e" e:zoom="2"><e:grid/></e:view>'),
    /view|zoom|grid/,
  ],
  ['metadata', of('<metadata><r:RDF xmlns:r="urn:r"/></metadata>'), /metadata|RDF/],
  ['a style', of('<rect style="fill:#0f0 !important; all:unset; -x-y:1"/>'), /style|unset|-x-y/],
  ['a mask within a mask', of('<mask id="a"><rect mask="url(#a)"/></mask>'), /mask="/],
  ['markup in words', of('<text>&lt;script&gt;alert(1)&lt;/script&gt;</text>'), /<script/],
  [
    'a namespace under a prefix',
    '<s:svg xmlns:s="http://www.w3.org/2000/svg" width="9" height="9"><s:g/></s:svg>',
    /s:/,
  ],
];
