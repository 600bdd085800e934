const MOST_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)/i;
/** Control characters, and those that are not seen and change how the others are read; joiners are part of writing. */
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu;

/** A file's name as text: without a path, without what cannot be seen, and one that every system can save. */
export function fileName(given: string): string {
  const name = given
    .toWellFormed()
    .normalize('NFC')
    .replace(HIDDEN, '')
    .replace(/^.*[/\\]/s, '')
    .replace(/[\s.]+$/u, '')
    .trim();
  if (name === '') return 'file';
  return RESERVED.test(name) ? `_${name}` : name;
}

/** The media type as the sender says it, without parameters; empty for what is none. */
export function mediaType(given: string): string {
  const [type = ''] = given.trim().toLowerCase().split(';', 1);
  return MOST_TYPE.test(type.trim()) ? type.trim() : '';
}

const HARMLESS =
  /^(?:image\/(?:png|jpeg|gif|webp|avif)|audio\/(?:mpeg|mp4|ogg|wav|webm|flac)|video\/(?:mp4|webm|ogg))$/;

/** What a file is served as: never as anything that a browser would run or draw with our rights. */
export const servedType = (type: string): string => (HARMLESS.test(type) ? type : 'application/octet-stream');
