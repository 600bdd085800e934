/** What an SVG icon may consist of. Whatever is not named here does not leave the server. */
export const SVG = 'http://www.w3.org/2000/svg';
export const XHTML = 'http://www.w3.org/1999/xhtml';

export const MAX_ELEMENTS = 500;
export const MAX_DEPTH = 20;

const words = (names: string): string[] => names.split(' ');

/** No `use`, `pattern` or `marker`: a few of them inside each other draw a billion shapes. */
export const ELEMENTS = new Set(
  words(
    'svg g defs title desc path rect circle ellipse line polyline polygon text tspan ' +
      'linearGradient radialGradient stop clipPath mask',
  ),
);

export const WITH_TEXT = new Set(['title', 'desc', 'text', 'tspan']);
export const GRADIENTS = new Set(['linearGradient', 'radialGradient']);

/** What is drawn through these must not be drawn through another one, or nesting multiplies the work. */
export const DRAWN_THROUGH = new Set(['clipPath', 'mask']);
export const DRAWS_THROUGH = new Set(['clip-path', 'mask']);

/** Plain digits, so `1e2`, `5em` or `NaN` cannot say a size that another reader understands differently. */
export const SIZE = /^(\d{1,3}(?:\.\d{1,6})?)(?:px)?$/;
const plain = String.raw`-?\d{1,9}(?:\.\d{1,9})?`;
export const VIEW_BOX = new RegExp(`^\\s*${plain}[\\s,]+${plain}[\\s,]+(${plain})[\\s,]+(${plain})\\s*$`);

export const LOCAL_REFERENCE = /^#[A-Za-z_][\w.-]{0,63}$/;
const LOCAL_URL = String.raw`url\(\s*(["']?)#[A-Za-z_][\w.-]{0,63}\1\s*\)`;
const COLOUR = String.raw`(?:[a-z]{3,24}|#[\da-f]{3,8}|(?:rgb|hsl)a?\([\d.%,\s/-]{1,40}\))`;

const length = /^\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d{1,2})?(?:px|%)?\s*$/i;
const numbers = /^[-+.\deE,\s]*$/;
const transform = /^\s*(?:(?:matrix|translate|scale|rotate|skewX|skewY)\s*\([-+.\deE,\s]*\)[\s,]*)*$/;
const word = /^[a-zA-Z-]{2,24}$/;
const paint = new RegExp(`^(?:${COLOUR}|${LOCAL_URL}(?:\\s+${COLOUR})?)$`, 'i');
const localUrl = new RegExp(`^(?:none|${LOCAL_URL})$`, 'i');

const each = (names: string, rule: RegExp): [string, RegExp][] => words(names).map((name) => [name, rule]);

/** Where it is and which shape it has: numbers only, everything else is refused. */
export const GEOMETRY = new Map<string, RegExp>([
  ...each('width height cx cy r rx ry x1 y1 x2 y2 fx fy fr offset', length),
  ...each('x y dx dy points', /^[-+.\deE,\s%]*$/),
  ['d', /^[MmLlHhVvCcSsQqTtAaZz\deE+\-.,\s]*$/],
  ...each('transform gradientTransform', transform),
  ['viewBox', VIEW_BOX],
]);

/** How it looks, as attribute or in `style`: what is not understood is dropped. */
export const LOOK = new Map<string, RegExp>([
  ...each('fill stroke stop-color color', paint),
  ...each('clip-path mask', localUrl),
  ...each(
    'opacity fill-opacity stroke-opacity stop-opacity stroke-width stroke-miterlimit font-size letter-spacing',
    length,
  ),
  ...each('fill-rule clip-rule stroke-linecap stroke-linejoin text-anchor dominant-baseline font-style', word),
  ...each('display visibility paint-order mask-type vector-effect', word),
  ['font-weight', /^(?:[a-z]{4,8}|\d{3})$/],
  ['font-family', /^[\w ,'-]{1,100}$/],
]);

/** Plain attributes that are neither shape nor look. */
export const OTHER = new Map<string, RegExp>([
  ['id', /^[A-Za-z_][\w.-]{0,63}$/],
  ...each('gradientUnits clipPathUnits maskUnits maskContentUnits spreadMethod', word),
  ['preserveAspectRatio', /^[a-zA-Z ]{1,24}$/],
  ['rotate', numbers],
]);
