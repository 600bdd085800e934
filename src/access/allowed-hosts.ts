import type { RequestHandler } from 'express';
import type { Config } from '../config/config.js';
import { AppError } from '../errors/app-error.js';

type Names = Pick<Config, 'allowedHosts' | 'publicUrl'>;

/** Whether this server answers to that `Host`. Without ALLOWED_HOSTS it answers to any. */
export function isAllowedHost(host: string | undefined, { allowedHosts, publicUrl }: Names): boolean {
  if (!allowedHosts.length) return true;
  const name = nameOf(host ?? '');
  if (publicUrl && new URL(publicUrl).hostname === name) return true;
  return allowedHosts.some((known) => (known.startsWith('.') ? `.${name}`.endsWith(known) : known === name));
}

/** Refuses requests that were sent to another name: pages of a stranger's domain that points here, and poisoned links. */
export function allowedHosts(config: Names): RequestHandler {
  return (request, _response, next) => {
    // Balancers ask by address.
    const allowed = request.path.startsWith('/health/') || isAllowedHost(request.headers.host, config);
    next(allowed ? undefined : new AppError('invalid_input', 'This server does not answer to that name.'));
  };
}

const nameOf = (host: string) => host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
