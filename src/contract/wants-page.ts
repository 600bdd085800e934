import type { Request } from 'express';

const PAGE = /^\/(?:(?:home|chat-web|group-web|server-web|join|explore|settings|admin)(?:\/.*)?|docs\/?)?$/;
const PAGE_AND_API = /^\/user\/(?:register|login|logout)\/?$/;

/** What is answered at a path: pages, data, or either as it is asked for. */
export function answersAt(path: string): 'page' | 'either' | 'data' {
  if (PAGE.test(path)) return 'page';
  return PAGE_AND_API.test(path) ? 'either' : 'data';
}

/** True for a form as browsers send it; passwords and files have their own rules. */
export const isForm = (request: Request): boolean => Boolean(request.is(['urlencoded', 'multipart']));

/** Whether the answer is HTML: the path decides, and where a path has both, the body's type and `Accept` (contract section 1). */
export function wantsPage(request: Request): boolean {
  const kind = answersAt(request.path);
  if (kind !== 'either') return kind === 'page';
  if (request.is('json')) return false;
  return isForm(request) || request.accepts(['json', 'html']) === 'html';
}
