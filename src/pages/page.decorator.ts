import { z } from 'zod';
import { Documented } from '../contract/documented.js';

const PAGE = { 200: { description: 'The page.', type: 'text/html' } };

/** Puts a page into the API reference. */
export const Page = (summary: string): MethodDecorator => Documented({ tag: 'Pages', summary, answers: PAGE });

/** A page that whoever is signed in already is led past. */
export const SignedOutPage = (summary: string): MethodDecorator =>
  Documented({ tag: 'Pages', summary, answers: { ...PAGE, 303: { description: 'You are signed in already.' } } });

/** Puts a form of a page there, with an example of its fields: it leads on, or shows its page again with what was wrong. */
export const PageForm = (summary: string, fields: Record<string, string> = {}, type?: string): MethodDecorator =>
  Documented({
    tag: 'Pages',
    summary,
    description: 'Sent by a form of the pages, with its security token in the field `_csrf`.',
    body: { schema: formOf(fields), example: { _csrf: TOKEN, ...fields }, type },
    answers: { 303: { description: 'Done; `Location` leads on.' } },
    failures: { forbidden: 'You may not send this without its security token. Reload the page and try again.' },
  });

const TOKEN = 'q1BsVx0rC3mKz8Wd.2YvPp0kq3fB7sS1nTj5cGx8hLr4uQeZaMd6wRo9iUtE';

const formOf = (fields: Record<string, string>) =>
  z.object({
    _csrf: z.string(),
    ...Object.fromEntries(Object.keys(fields).map((name) => [name, z.string().optional()])),
  });
