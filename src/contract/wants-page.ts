import type { Request } from 'express';

const PAGE = /^\/(?:(?:home|chat-web|group-web|server-web|join|explore|settings|admin|docs)(?:\/.*)?)?$/;
const PAGE_AND_API = /^\/user\/(?:register|login|logout)\/?$/;

/** True for a form as browsers send it; passwords and files have their own rules. */
export const isForm = (request: Request): boolean => Boolean(request.is(['urlencoded', 'multipart']));

/** Whether the answer is HTML: the path decides, and where a path has both, the body's type and `Accept` (contract section 1). */
export function wantsPage(request: Request): boolean {
  if (PAGE.test(request.path)) return true;
  if (!PAGE_AND_API.test(request.path)) return false;
  if (request.is('json')) return false;
  return isForm(request) || request.accepts(['json', 'html']) === 'html';
}
