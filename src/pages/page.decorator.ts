import { Documented } from '../contract/documented.js';

const PAGE = { 200: { description: 'The page.', type: 'text/html' } };

/** Puts a page into the API reference. */
export const Page = (summary: string): MethodDecorator =>
  Documented({ tag: 'Pages', summary, answers: PAGE });

/** A page that whoever is signed in already is led past. */
export const SignedOutPage = (summary: string): MethodDecorator =>
  Documented({ tag: 'Pages', summary, answers: { ...PAGE, 303: { description: 'You are signed in already.' } } });

/** Puts a form of a page there: it leads on, or shows its page again with what was wrong. */
export const PageForm = (summary: string): MethodDecorator =>
  Documented({
    tag: 'Pages',
    summary,
    description: 'Sent by a form of the pages, with its security token in the field `_csrf`.',
    answers: { 303: { description: 'Done; `Location` leads on.' } },
    failures: { forbidden: 'You may not send this without its security token. Reload the page and try again.' },
  });
