import { z } from 'zod';
import { type Documentation, Documented } from '../contract/documented.js';

const PAGE = { 200: { description: 'The page.', type: 'text/html' } };

/** Puts a page into the API reference, with what it may say instead. */
export const Page = (summary: string, failures?: Documentation['failures']): MethodDecorator =>
  Documented({ tag: 'Pages', summary, answers: PAGE, ...(failures && { failures }) });

/** A page that whoever is signed in already is led past. */
export const SignedOutPage = (summary: string): MethodDecorator =>
  Documented({ tag: 'Pages', summary, answers: { ...PAGE, 303: { description: 'You are signed in already.' } } });

/** Puts a form of a page there, with an example of its fields: it leads on, or shows its page again with what was wrong. */
export const PageForm = (summary: string, fields: Record<string, string> = {}, more: More = {}): MethodDecorator =>
  Documented({ ...form(summary, fields, more), answers: { 303: { description: 'Done; `Location` leads on.' } } });

/** One that only shows its page again, with what was looked for. */
export const PageSearch = (summary: string, fields: Record<string, string>): MethodDecorator =>
  Documented({ ...form(summary, fields), answers: PAGE });

interface More {
  type?: string;
  /** What it says where there is nothing to be found. */
  not_found?: string;
  /** What it says where somebody else has taken what was asked for. */
  conflict?: string;
}

const NOT_THERE = 'There is nothing at this address, for anybody but administrators of the site.';
const OWN_ACCOUNT = 'This is your own account. Ask another administrator to do this.';

/** A page of the administration. */
export const AdminPage = (summary: string): MethodDecorator =>
  Documented({
    tag: 'Pages',
    summary: `Administration: ${summary}`,
    answers: PAGE,
    failures: { not_found: NOT_THERE },
  });

/** A form of the administration. */
export const AdminForm = (summary: string, fields: Record<string, string> = {}): MethodDecorator => {
  const { failures, ...rest } = form(`Administration: ${summary}`, fields, { not_found: NOT_THERE });
  const answers = { 303: { description: 'Done; `Location` leads on.' } };
  return Documented({ ...rest, answers, failures: { ...failures, conflict: OWN_ACCOUNT } });
};

const form = (summary: string, fields: Record<string, string>, { type, not_found, conflict }: More = {}) => ({
  tag: 'Pages' as const,
  summary,
  description: 'Sent by a form of the pages, with its security token in the field `_csrf`.',
  body: { schema: formOf(fields), example: { _csrf: TOKEN, ...fields }, type },
  failures: {
    forbidden: 'You may not send this without its security token. Reload the page and try again.',
    ...(not_found && { not_found }),
    ...(conflict && { conflict }),
  },
});

const TOKEN = 'q1BsVx0rC3mKz8Wd.2YvPp0kq3fB7sS1nTj5cGx8hLr4uQeZaMd6wRo9iUtE';

const formOf = (fields: Record<string, string>) =>
  z.object({
    _csrf: z.string(),
    ...Object.fromEntries(Object.keys(fields).map((name) => [name, z.string().optional()])),
  });
