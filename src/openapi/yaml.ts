const PLAIN = /^[A-Za-z_][\w$/-]*$/;
/** What YAML 1.1 readers take for something else than text. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** JSON values as YAML: blocks for objects and lists, JSON for everything else, which YAML reads as it is. */
export function yamlOf(value: unknown): string {
  return `${block(value, '').trimStart()}\n`;
}

function block(value: unknown, indent: string): string {
  if (Array.isArray(value) && value.length) return value.map((item) => `\n${indent}-${nested(item, indent)}`).join('');
  if (isObject(value) && Object.keys(value).length) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return entries.map(([name, item]) => `\n${indent}${keyOf(name)}:${nested(item, indent)}`).join('');
  }
  return ` ${JSON.stringify(value)}`;
}

const nested = (value: unknown, indent: string): string => block(value, `${indent}  `);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keyOf = (name: string): string => (PLAIN.test(name) && !WORDS.test(name) ? name : JSON.stringify(name));
