import type { SaxesAttributeNS } from 'saxes';
import { refused } from './icon-refused.js';
import { DRAWS_THROUGH, GEOMETRY, GRADIENTS, LOCAL_REFERENCE, LOOK, OTHER } from './svg-rules.js';

type Kept = Map<string, string>;

/** The attributes of one element that are kept; throws for what makes the whole picture refused. */
export function keptAttributes(element: string, attributes: SaxesAttributeNS[], throughAnother: boolean): Kept {
  const kept: Kept = new Map();
  for (const attribute of attributes) demandHarmless(attribute);
  for (const { name, local, value } of attributes) {
    if (local === 'href' && GRADIENTS.has(element)) kept.set('href', value.trim());
    else if (name !== 'style') keep(kept, name, value);
  }
  // As in a browser, what `style` says weighs more than the attribute.
  const style = attributes.find(({ name }) => name === 'style');
  if (style) declarations(style.value).forEach(([name, value]) => LOOK.has(name) && keep(kept, name, value));
  if (throughAnother) for (const name of DRAWS_THROUGH) kept.delete(name);
  return kept;
}

function keep(kept: Kept, name: string, value: string): void {
  const shape = GEOMETRY.get(name);
  if (shape && !shape.test(value)) {
    throw refused(`The SVG has ${name}="${shown(value)}": only plain numbers can stand there.`);
  }
  const rule = shape ?? LOOK.get(name) ?? OTHER.get(name);
  if (rule?.test(value.trim())) kept.set(name, value.trim());
}

/** Holds for every attribute of every element, kept or not. */
function demandHarmless({ name, local, value }: SaxesAttributeNS): void {
  if (/^on/i.test(local)) {
    throw refused(`The SVG has the event handler ${shown(name)}. An icon cannot run anything: remove it.`);
  }
  if (/^(?:href|src)$/i.test(local) && !LOCAL_REFERENCE.test(value.trim())) throw outside(value);
  if (name === 'style') return declarations(value).forEach(([, declared]) => demandLocalUrls(declared));
  demandLocalUrls(value);
}

function demandLocalUrls(value: string): void {
  const urls = value.match(/url\s*\(/gi)?.length ?? 0;
  const local = value.match(/url\(\s*(["']?)#[A-Za-z_][\w.-]{0,63}\1\s*\)/gi)?.length ?? 0;
  if (urls > local || /^\s*(?:javascript|vbscript|data):/i.test(value)) throw outside(value);
}

function declarations(style: string): [string, string][] {
  // Escapes, comments and at-rules can spell `url(` in ways that a reader of text does not see.
  if (/\\|\/\*|@|expression\s*\(|-moz-binding|behavior\s*:/i.test(style)) {
    throw refused('The SVG has a style that does more than set colours and widths. Write plain attributes instead.');
  }
  return style.split(';').map((declaration) => {
    const [name = '', ...value] = declaration.split(':');
    return [
      name.trim().toLowerCase(),
      value
        .join(':')
        .replace(/!\s*important\s*$/i, '')
        .trim(),
    ];
  });
}

const outside = (value: string) =>
  refused(`The SVG points to something outside of itself (${shown(value)}). An icon must contain all that it shows.`);

/** Enough to find the place, and never a whole file back. */
const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
