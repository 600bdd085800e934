export interface TextPart {
  text: string;
  /** Present where the part is a link. */
  href?: string;
}

const LINK = /(?:https?:\/\/|mailto:)[^\s<>"'`\p{Cc}\p{Cf}]+/giu;
const TRAILING = /[.,:;!?…'"’”»*_~]+$/u;

/** Cuts a message into plain text and links. Links are http, https and mailto; nothing else is ever markup. */
export function partsOf(text: string): TextPart[] {
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

/** A full stop after an address belongs to the sentence, and so does a bracket that was opened before it. */
function withoutTrailing(link: string): string {
  let end = link;
  for (;;) {
    const next = end.replace(TRAILING, '');
    const unopened = /[)\]}]$/.test(next) && !opened(next);
    if (next === end && !unopened) return end;
    end = unopened ? next.slice(0, -1) : next;
  }
}

function opened(link: string): boolean {
  const close = link.at(-1) as ')' | ']' | '}';
  const open = { ')': '(', ']': '[', '}': '{' }[close];
  return link.split(open).length >= link.split(close).length;
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
