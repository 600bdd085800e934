import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';

const kept = new Map();

/**
 * What the API reference asks of answers. Nearly every app has the same one, and to prepare it takes half a second: it is
 * kept for all files of a worker. Given and kept as text, because nothing made in one file may outlive it.
 */
export function keptReference(document, schemasOf) {
  const checks = kept.get(document) ?? prepared(schemasOf());
  kept.set(document, checks);
  return checks;
}

/** Whether the document's own schemas are well-formed is seen by api-reference.spec.ts. */
function prepared(schemas) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, inlineRefs: false, validateSchema: false });
  addFormats.default(ajv);
  return ajv.addSchema(JSON.parse(schemas), 'reference');
}
