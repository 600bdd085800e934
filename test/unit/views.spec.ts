import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import Handlebars from 'handlebars';
import { helpers } from '../../src/pages/helpers/helpers.js';
import { VIEWS } from '../../src/pages/page-files.js';

const files = readdirSync(VIEWS, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.hbs'));

// A server compiles a view when a page first needs it, so a mistake in one must be found here.
it.each(files)('the view %s can be compiled', (path) => {
  const options = {
    knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])),
    knownHelpersOnly: true,
  };

  expect(() => Handlebars.precompile(readFileSync(join(VIEWS, path), 'utf8'), options)).not.toThrow();
});
