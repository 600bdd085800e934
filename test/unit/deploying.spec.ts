import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { variables } from '../../src/config/variables.js';
import { temporaryFolder } from '../support/guard.mjs';

const read = (name: string) => readFileSync(join('deploy', name), 'utf8');
const known = Object.keys(variables.shape);
const scripts = Object.keys((JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }).scripts);
const compose = read('compose.yaml');
const instance = compose.slice(compose.indexOf('x-parley'), compose.indexOf('\nservices:'));
/** What only the other services need. */
const OF_OTHERS = ['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'HTTP_PORT'];

const works = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const hasSystemd = works('systemd-analyze', '--version');
const hasCompose = works('docker', 'compose', 'version');
const hasNginx = works('nginx', '-v');
/** What this machine cannot check is said, and is no test. */
const itWith = (there: boolean, program: string): typeof it | (() => void) =>
  there
    ? it
    : () => void process.stderr.write(`deploy/ is checked without ${program}, which is missing on this machine.\n`);

const composeWith = (env: Record<string, string>) =>
  spawnSync('docker', ['compose', '-f', 'deploy/compose.yaml', 'config'], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  });

describe('deploy/compose.yaml', () => {
  it('is YAML, and sets only what the server knows', async () => {
    await expect(format(compose, { parser: 'yaml' })).resolves.toContain('services:');

    const set = [...instance.matchAll(/^ {4}([A-Z_]+):/gm)].map(([, name]) => name);
    expect(set).toEqual(expect.arrayContaining(['DATABASE_URL', 'REDIS_URL', 'SESSION_SECRET', 'JWT_SECRET']));
    expect(set.filter((name) => !known.includes(name!))).toEqual([]);
    const asked = [...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name!);
    expect(asked.filter((name) => !known.includes(name) && !OF_OTHERS.includes(name))).toEqual([]);
  });

  it('starts nothing without secrets, and has none of its own', () => {
    const secrets = [
      'POSTGRES_PASSWORD',
      'REDIS_PASSWORD',
      'SESSION_SECRET',
      'JWT_SECRET',
      'PUBLIC_URL',
      'ALLOWED_HOSTS',
    ];
    for (const name of secrets) {
      const places = compose.match(new RegExp(`\\$\\{${name}[^}]*\\}`, 'g')) ?? [];
      expect([name, places.length > 0]).toEqual([name, true]);
      for (const place of places) expect(place).toMatch(/:\?.+\}$/);
    }
    expect(compose).not.toMatch(/(PASSWORD|SECRET|requirepass): *"?[A-Za-z0-9]/);
  });

  itWith(hasCompose, 'docker compose')('is understood by Docker, with all secrets and not without one', () => {
    const secret = 'h7Jq2mX9vK4tR8wZ1nB6yC3dF5gL0pSaT';
    const env = Object.fromEntries(
      ['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'SESSION_SECRET', 'JWT_SECRET', 'ALLOWED_HOSTS'].map((name) => [
        name,
        secret,
      ]),
    );

    expect(composeWith({ ...env, PUBLIC_URL: 'https://chat.example.org' }).status).toBe(0);
    expect(composeWith(env).status).not.toBe(0);
  });

  itWith(hasNginx, 'nginx')('makes of nginx.conf one that leads to its two instances', () => {
    const folder = temporaryFolder('nginx');
    mkdirSync(join(folder, 'logs'));
    const [, command = ''] = /- >-\n([^]+?)&& exec nginx/.exec(compose) ?? [];
    const made = join(folder, 'default.conf');
    const shell = command
      .replaceAll(/\s+/g, ' ')
      .replace('/parley.conf', 'deploy/nginx.conf')
      .replace('/etc/nginx/conf.d/default.conf', made);
    expect(spawnSync('sh', ['-c', shell]).status).toBe(0);

    const text = readFileSync(made, 'utf8');
    expect(text.match(/server (parley[12]):3000 /g)).toEqual(['server parley1:3000 ', 'server parley2:3000 ']);
    expect(text).not.toMatch(/127\.0\.0\.1|\/var\/log/);
    // The names are known to Docker only.
    writeFileSync(
      made,
      text.replaceAll(/parley[12]:3000/g, '127.0.0.1:3000').replace('/dev/stdout', join(folder, 'a')),
    );
    const whole = `pid ${folder}/pid; error_log ${folder}/e; events {} http { include ${made}; }`;
    writeFileSync(join(folder, 'nginx.conf'), whole);
    const checked = spawnSync('nginx', ['-t', '-e', join(folder, 'e'), '-c', join(folder, 'nginx.conf')], {
      encoding: 'utf8',
    });
    expect(checked.stderr).toMatch(/syntax is ok/);
  });
});

describe('deploy/Dockerfile', () => {
  const dockerfile = read('Dockerfile');
  const [, run = ''] = dockerfile.split(/^FROM .*\n/m).slice(1);

  it('runs commands and copies files that there are, and nothing fetched when it runs', () => {
    const asked = [...dockerfile.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name!);
    expect(asked).toEqual(['build']);
    expect(asked.filter((name) => !scripts.includes(name))).toEqual([]);
    const copied = [...dockerfile.matchAll(/^COPY --from=build (.+) \.\/.*$/gm)].flatMap(([, names]) =>
      names!.split(' '),
    );
    const made = ['/app/node_modules', '/app/dist'];
    for (const path of copied.filter((name) => !made.includes(name)))
      expect([path, existsSync(path.replace('/app/', ''))]).toEqual([path, true]);
    expect(run).not.toMatch(/npm|curl|wget|apt|RUN/);
    expect(existsSync('src/main.ts')).toBe(true);
  });

  it('is no root, says how it is, and needs no shell to be stopped', () => {
    expect(run).toMatch(/^USER node$/m);
    expect(run).toMatch(/^HEALTHCHECK [^]+\/health\/live/m);
    expect(run).toMatch(/^CMD \["node", "dist\/src\/main\.js"\]$/m);
    const set = [...run.matchAll(/([A-Z_]+)=/g)].map(([, name]) => name!);
    expect(set.filter((name) => !known.includes(name) && name !== 'NODE_OPTIONS')).toEqual([]);
  });

  it('takes nothing along that is secret or of this machine', () => {
    const left = readFileSync('.dockerignore', 'utf8').split('\n');

    expect(left).toEqual(expect.arrayContaining(['.env', '.git', 'data', 'node_modules', 'dist']));
  });
});

describe('the units of systemd', () => {
  const units = readdirSync('deploy').filter((name) => /\.(service|timer)$/.test(name));

  it('set what the server knows, and call scripts that there are', () => {
    for (const name of units) {
      const text = read(name);
      const set = [...text.matchAll(/^Environment=(.*)$/gm)].flatMap(([, all]) => all!.match(/[A-Z_]+(?==)/g) ?? []);
      expect([name, set.filter((one) => !known.includes(one))]).toEqual([name, []]);
      for (const [, script] of text.matchAll(/\/opt\/parley\/(\S+\.mjs)/g)) expect(existsSync(script!)).toBe(true);
    }
    expect(read('parley@.service')).toMatch(/^ExecStart=.* dist\/src\/main\.js$/m);
  });

  itWith(hasSystemd, 'systemd-analyze')('are right to systemd, which finds little that they are exposed to', () => {
    const folder = temporaryFolder('units');
    for (const name of units) writeFileSync(join(folder, name.replace('@.', '@3001.')), read(name));
    const paths = readdirSync(folder).map((name) => join(folder, name));

    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', ...paths], { encoding: 'utf8' });

    expect(verified.stderr.split('\n').filter((line) => line.includes(folder) || /parley/.test(line))).toEqual([]);
    const security = spawnSync(
      'systemd-analyze',
      ['security', '--offline=true', '--no-pager', '--threshold=25', join(folder, 'parley@3001.service')],
      { encoding: 'utf8' },
    );
    expect(security.stdout.match(/Overall exposure.*/)?.[0]).toMatch(/: [01]\.\d/);
  });
});
