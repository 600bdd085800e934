// Imported first by every script: says in a sentence what would otherwise be a syntax error somewhere deep inside.
const [major, minor] = process.versions.node.split('.').map(Number);
const good = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;

if (!good) {
  console.error(
    `Parley needs Node 20.19 or later (22 from 22.12 on), and this is ${process.versions.node}. Get it at https://nodejs.org.`,
  );
  process.exit(1);
}
