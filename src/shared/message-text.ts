import { mentionsIn } from './mentions.js';

export interface TextPart {
  text: string;
  /** Present where the part is a link. */
  href?: string;
  /** Present where the part names somebody: the username, in lower case. */
  mention?: string;
}

const LINK = /(?:https?:\/\/|mailto:)[^\s<>"'`\p{Cc}\p{Cf}]+/giu;
const TRAILING = new Set(`.,:;!?…'"’”»*_~`);
const OPENER: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Cuts a message into plain text and links, in groups also names. Links are http, https and mailto; nothing else is ever markup. */
export function partsOf(text: string, { mentions = false } = {}): TextPart[] {
  const parts = linksIn(text);
  return mentions ? parts.flatMap((part) => (part.href ? [part] : namesIn(part.text))) : parts;
}

function namesIn(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { index, text: named, name } of mentionsIn(text)) {
    if (index > from) parts.push({ text: text.slice(from, index) });
    parts.push({ text: named, mention: name });
    from = index + named.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

function linksIn(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const link = withoutTrailing(match[0]);
    const href = hrefOf(link);
    if (!href) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: link, href });
    from = match.index + link.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

/**
 * A full stop after an address belongs to the sentence, and so does a bracket that was opened before it. One pass
 * forwards and one back: a message of nothing but brackets costs no more than another.
 */
function withoutTrailing(link: string): string {
  const count = new Map<string, number>();
  for (const sign of link) count.set(sign, (count.get(sign) ?? 0) + 1);
  let end = link.length;
  for (; end > 0; end--) {
    const last = link[end - 1]!;
    if (TRAILING.has(last)) continue;
    const [closed, opened] = [count.get(last) ?? 0, count.get(OPENER[last] ?? last) ?? 0];
    if (closed <= opened) break;
    count.set(last, closed - 1);
  }
  return link.slice(0, end);
}

function hrefOf(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const { protocol, href, hostname, pathname } = new URL(link);
  if (protocol === 'mailto:') return pathname.includes('@') ? href : undefined;
  return (protocol === 'http:' || protocol === 'https:') && hostname ? href : undefined;
}

const PICTURE = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u;
const ONLY_EMOJI =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\u20e3|\s)+$/u;

/** True for one to three emoji and nothing else: they are drawn large. */
export function isFewEmoji(text: string): boolean {
  if (text.length > 60 || !ONLY_EMOJI.test(text) || !PICTURE.test(text)) return false;
  let count = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    if (segment.trim() && ++count > 3) return false;
  }
  return count > 0;
}
