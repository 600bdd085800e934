import { SaxesParser, type SaxesTagNS } from 'saxes';
import { AppError } from '../errors/app-error.js';
import type { Bounds } from './bounds.js';
import { refused, wrongSize } from './icon-refused.js';
import { keptAttributes } from './svg-attributes.js';
import {
  DRAWN_THROUGH,
  ELEMENTS,
  MAX_DEPTH,
  MAX_ELEMENTS,
  SIZE,
  SVG,
  VIEW_BOX,
  WITH_TEXT,
  XHTML,
} from './svg-rules.js';

/**
 * Reads an SVG strictly and writes it again from what svg-rules.ts names, so that no reader after us can find in it
 * anything that we did not.
 */
export function cleanSvg(source: Buffer, most: Bounds): { type: string; bytes: Buffer } {
  const copy = new SvgCopy(most);
  try {
    copy.read(textOf(source));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw refused(
      'The SVG is not well-formed XML. Open it in a drawing program, save it again as plain SVG and retry.',
    );
  }
  return { type: 'image/svg+xml', bytes: Buffer.from(copy.text()) };
}

function textOf(source: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(source);
  } catch {
    throw refused('The SVG is not written in UTF-8. Save it as UTF-8 and try again.');
  }
}

class SvgCopy {
  private readonly parser = new SaxesParser({ xmlns: true, position: false });
  private readonly open: string[] = [];
  private readonly out: string[] = [];
  private elements = 0;
  /** How deep we are in something that an editor left there and nobody sees, which is not copied. */
  private skipped = 0;

  constructor(private readonly most: Bounds) {}

  read(text: string): void {
    const { parser } = this;
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('xmldecl', ({ encoding = 'utf-8' }) => demandUtf8(encoding));
    parser.on('doctype', () => refuse('a DOCTYPE', 'Remove that line.'));
    parser.on('processinginstruction', () => refuse('a processing instruction (<?…?>)', 'Remove it.'));
    parser.on('cdata', () => refuse('a CDATA section', 'Write its text without it.'));
    parser.on('opentag', (tag) => this.enter(tag));
    parser.on('closetag', (tag) => this.leave(tag));
    parser.on('text', (written) => this.say(written));
    parser.write(text).close();
  }

  text(): string {
    return this.out.join('');
  }

  private enter(tag: SaxesTagNS): void {
    const { local, uri } = tag;
    this.elements += 1;
    if (this.elements > MAX_ELEMENTS) throw refused(`The SVG has more than ${MAX_ELEMENTS} elements. Simplify it.`);
    if (this.open.length + this.skipped >= MAX_DEPTH) {
      throw refused(`The SVG is nested more than ${MAX_DEPTH} deep. Ungroup it.`);
    }
    const own = uri === SVG || uri === '';
    const left = (!own && uri !== XHTML) || (own && local === 'metadata');
    if (!left || this.atRoot()) this.demandPossible(local, own);
    const throughAnother = this.open.some((name) => DRAWN_THROUGH.has(name));
    const attributes = keptAttributes(local, Object.values(tag.attributes), throughAnother);
    if (left || this.skipped > 0) return void (this.skipped += 1);
    if (this.open.length === 0) demandSize(attributes, this.most);
    this.write(local, attributes);
  }

  private demandPossible(local: string, own: boolean): void {
    const root = this.atRoot();
    if (root && !(own && local === 'svg')) throw refused('This is no SVG: it must begin with <svg>.');
    if (own && ELEMENTS.has(local) && (local !== 'svg' || root)) return;
    const name = local.length > 40 ? `${local.slice(0, 40)}…` : local;
    refuse(`<${name}>`, 'Possible are shapes, text, gradients, clip paths and masks, in one <svg>.');
  }

  private atRoot(): boolean {
    return this.open.length === 0 && this.skipped === 0;
  }

  private write(local: string, attributes: Map<string, string>): void {
    const namespace = this.open.length === 0 ? ` xmlns="${SVG}"` : '';
    const written = [...attributes].map(([name, value]) => ` ${name}="${escaped(value)}"`);
    this.out.push(`<${local}${namespace}${written.join('')}>`);
    this.open.push(local);
  }

  private leave(tag: SaxesTagNS): void {
    if (this.skipped > 0) return void (this.skipped -= 1);
    this.open.pop();
    this.out.push(`</${tag.local}>`);
  }

  private say(written: string): void {
    if (this.skipped === 0 && WITH_TEXT.has(this.open.at(-1) ?? '')) this.out.push(escaped(written));
  }
}

function refuse(what: string, instead: string): never {
  throw refused(`The SVG contains ${what}, which an icon cannot have. ${instead}`);
}

function demandUtf8(encoding: string): void {
  if (!/^(?:utf-8|us-ascii)$/i.test(encoding))
    throw refused('The SVG is not written in UTF-8. Save it as UTF-8 and try again.');
}

function demandSize(attributes: Map<string, string>, most: Bounds): void {
  const isWithin = (text: string | undefined, limit: number) => Number(text) > 0 && Number(text) <= limit;
  const fits = (wide: string | undefined, high: string | undefined) =>
    isWithin(wide, most.width) && isWithin(high, most.height);
  const possible = `${most.width} × ${most.height}`;
  const [width = '', height = ''] = [attributes.get('width'), attributes.get('height')];
  if (!SIZE.test(width) || !SIZE.test(height)) {
    throw refused(`The SVG must say its size on <svg> in plain pixels, at most ${possible}: width="64" height="64".`);
  }
  if (!fits(SIZE.exec(width)?.[1], SIZE.exec(height)?.[1])) throw wrongSize(width, height, most);
  const viewBox = attributes.get('viewBox');
  if (viewBox === undefined) return;
  const [, wide, high] = VIEW_BOX.exec(viewBox) ?? [];
  if (!fits(wide, high)) {
    throw refused(
      `The SVG has viewBox="${viewBox.slice(0, 40)}": its width and height must be more than 0 and at most ${possible}.`,
    );
  }
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');
