import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const source = join(root, 'src/typed-client');
const target = join(root, 'dist/client');

const about = {
  name: 'parley-client',
  type: 'module',
  license: 'MIT',
  types: './index.d.ts',
  exports: { '.': { types: './index.d.ts', node: './node.js', default: './browser.js' } },
};

/** Writes dist/client: one file for browsers, one for Node, and the types, none of which needs a package. */
export async function buildTypedClient() {
  mkdirSync(target, { recursive: true });
  await bundle();
  await declare();
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
}

async function bundle() {
  const { build, stop } = await import('esbuild');
  const common = {
    absWorkingDir: root,
    entryPoints: ['src/typed-client/index.ts'],
    bundle: true,
    format: 'esm',
    logLevel: 'error',
  };
  // What `ws` requires in Node is not there in a module by itself.
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  const bundling = Promise.all([
    build({ ...common, outfile: 'dist/client/browser.js', minify: true, target: ['es2022', 'safari16.4'] }),
    build({
      ...common,
      outfile: 'dist/client/node.js',
      platform: 'node',
      target: 'node20',
      banner,
      // Native parts that `ws` can do without.
      external: ['bufferutil', 'utf-8-validate'],
    }),
  ]);
  await bundling.finally(stop);
}

/** The declarations of the compiler; the shapes of the wire are written out, because their schemas need a library. */
async function declare() {
  const { default: ts } = await import('typescript');
  const { config } = ts.readConfigFile(join(source, 'tsconfig.json'), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, source);
  const program = ts.createProgram(fileNames, {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    outDir: target,
    rootDir: join(root, 'src'),
  });
  const types = program.getSourceFile(join(source, 'types.ts'));
  program.emit(undefined, (path, text) => {
    const [folder, name] = path.split(/[\\/]/).slice(-2);
    if (folder === 'typed-client' && name !== 'types.d.ts') writeFileSync(join(target, name), text);
  });
  writeFileSync(join(target, 'types.d.ts'), shapesOf(ts, program.getTypeChecker(), types));
}

function shapesOf(ts, checker, file) {
  const { NoTruncation, InTypeAlias, UseSingleQuotesForStringLiteralType } = ts.TypeFormatFlags;
  const flags = NoTruncation | InTypeAlias | UseSingleQuotesForStringLiteralType;
  const shapes = checker.getExportsOfModule(checker.getSymbolAtLocation(file)).map((symbol) => {
    const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const type = checker.getDeclaredTypeOfSymbol(declared);
    return `export type ${symbol.name} = ${written(ts, checker, type, flags)};`;
  });
  return `${shapes.join('\n')}\n`;
}

/** Interfaces and types made of others are printed by name only, so their members are written one by one. */
function written(ts, checker, type, flags) {
  const isNamed = type.isClassOrInterface() || type.symbol?.name === '__type';
  if (!isNamed || type.isUnion()) return checker.typeToString(type, undefined, flags);
  const members = type.getProperties().map((member) => {
    const optional = member.flags & ts.SymbolFlags.Optional ? '?' : '';
    return `  '${member.name}'${optional}: ${checker.typeToString(checker.getTypeOfSymbol(member), undefined, flags)};`;
  });
  return `{\n${members.join('\n')}\n}`;
}
