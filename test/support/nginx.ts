import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guard, temporaryFolder } from './guard.mjs';
import { freePort } from './redis.js';
import { inPath } from './in-path.js';
import { soon } from './soon.js';

const ADDRESS = /^ {2}server 127\.0\.0\.1:300\d (.*)$/gm;

/** An nginx with the configuration of `deploy/` in front of these ports. Use within `describeIf('nginx', …)`. */
export class Nginx {
  private constructor(
    readonly port: number,
    readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async before(...ports: number[]): Promise<Nginx> {
    const [port, folder] = [await freePort(), temporaryFolder('nginx')];
    mkdirSync(join(folder, 'logs'));
    writeFileSync(join(folder, 'site.conf'), siteOf(port, ports, folder));
    writeFileSync(join(folder, 'nginx.conf'), mainOf(folder));
    const child = spawn(
      inPath('nginx') ?? '/usr/sbin/nginx',
      ['-p', folder, '-e', join(folder, 'logs/start.log'), '-c', join(folder, 'nginx.conf')],
      {
        stdio: 'ignore',
      },
    );
    guard('pid', String(child.pid));
    const nginx = new Nginx(port, folder, child);
    await soon(() => nginx.answers());
    return nginx;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it has logged, and that it logged nothing else. */
  log(): string {
    return ['access', 'error']
      .map((name) => readFileSync(join(this.folder, `logs/parley.${name}.log`), 'utf8'))
      .join('');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }

  private async answers(): Promise<boolean> {
    if (this.child.exitCode !== null)
      throw new Error(`nginx did not start: ${readFileSync(join(this.folder, 'logs/start.log'), 'utf8')}`);
    return fetch(`${this.url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

function siteOf(port: number, ports: number[], folder: string): string {
  const [first, ...others] = ports;
  let at = 0;
  return readFileSync('deploy/nginx.conf', 'utf8')
    .replace(ADDRESS, (_line, rules) => {
      const mine = at++ === 0 ? first : others[at - 2];
      return mine === undefined ? '' : `  server 127.0.0.1:${mine} ${rules}`;
    })
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replaceAll('/var/log/nginx/', `${folder}/logs/`);
}

const mainOf = (folder: string): string => `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  include ${folder}/site.conf;
}
`;
