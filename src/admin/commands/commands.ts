import { StartError } from '../../config/start-error.js';
import { DEMO_USERS } from '../demo-users.js';
import { type Figures, figuresOf } from '../figures.js';
import { choosePassword, type Chosen } from './ask.js';
import type { Place } from './place.js';

export interface Command {
  takes?: 'a username';
  says: string;
  option?: string;
  /** Answers what to print. */
  run: (place: Place, username: string, withOption: boolean) => Promise<string[]>;
}

type Somebody = NonNullable<Awaited<ReturnType<Place['people']['findByUsername']>>>;

const about = (says: string, run: Command['run'], option?: string): Command => ({
  takes: 'a username',
  says,
  run,
  option,
});

export const COMMANDS: Record<string, Command> = {
  'create-admin': about(
    'makes an account that may use /admin/; with --existing, an account that is there gets the rights',
    (place, username, existing) => (existing ? giveRights(place, username) : createAdmin(place, username)),
    '--existing',
  ),
  'remove-admin': about('takes these rights away; the account stays', async (place, username) => {
    const { id, username: name } = await personOf(place, username);
    const done = await place.accounts.setRights(place.operator, id, false);
    return [done ? `${name} is no administrator any more.` : `${name} is no administrator.`];
  }),
  'reset-password': about('gives somebody a new password, and signs out all their devices', resetPassword),
  disable: about(
    'signs somebody out everywhere and lets them in no more; nothing of theirs is deleted',
    async (place, username) => {
      const { id, username: name } = await personOf(place, username);
      const done = await place.accounts.disable(place.operator, id);
      return [done ? `${name} is disabled, and signed out everywhere.` : `${name} is disabled already.`];
    },
  ),
  enable: about('lets them in again', async (place, username) => {
    const { id, username: name } = await personOf(place, username);
    const done = await place.accounts.enable(place.operator, id);
    return [done ? `${name} may sign in again.` : `${name} is not disabled.`];
  }),
  'demo-users': {
    says: 'makes demo, alice and bob with the passwords demo123, alice123 and bob123, to try things out; never in production',
    run: makeDemoUsers,
  },
  stats: {
    says: 'counts people, devices, chats, servers, messages and open reports, and measures the database',
    run: async ({ database }) => tableOf(await figuresOf(database)),
  },
};

async function makeDemoUsers(place: Place): Promise<string[]> {
  if (place.production) {
    throw new StartError('Everybody knows the passwords of the demo users: in production they are not made.');
  }
  const made = await place.makeDemoUsers();
  return DEMO_USERS.map(({ username, password }) =>
    made.includes(username)
      ? `${username} signs in with ${password}.`
      : `There is an account called ${username} already; it stays as it is.`,
  );
}

async function createAdmin(place: Place, username: string): Promise<string[]> {
  if (await place.people.findByUsername(username)) {
    throw new StartError(
      `There is an account called ${username} already.`,
      `To give it the rights: npm run admin -- create-admin ${username} --existing`,
    );
  }
  const chosen = await choosePassword(username);
  await place.accounts.makeAdministrator(place.operator, { username, password: chosen.password });
  return [`${username} is an administrator now.`, ...told(chosen)];
}

async function giveRights(place: Place, username: string): Promise<string[]> {
  const { id, username: name, disabled_at } = await personOf(place, username);
  if (disabled_at)
    throw new StartError(`${name} is disabled. Enable the account first: npm run admin -- enable ${name}`);
  const done = await place.accounts.setRights(place.operator, id, true);
  return [done ? `${name} is an administrator now.` : `${name} is an administrator already.`];
}

async function resetPassword(place: Place, username: string): Promise<string[]> {
  const person = await personOf(place, username);
  const chosen = await choosePassword(person.username);
  await place.accounts.setPassword(place.operator, person, chosen.password);
  const still = person.disabled_at ? ['The account stays disabled until it is enabled.'] : [];
  return [`${person.username} has a new password, and is signed out everywhere.`, ...told(chosen), ...still];
}

async function personOf({ people }: Place, username: string): Promise<Somebody> {
  const person = await people.findByUsername(username);
  if (!person) throw new StartError(`There is no account called ${username}.`);
  return person;
}

const told = ({ password, generated }: Chosen): string[] =>
  generated ? [`Password: ${password}`, 'It is shown this once. It can be changed in the settings.'] : [];

const tableOf = (figures: Figures): string[] =>
  Object.entries(figures).map(
    ([name, figure]) => `${name.replaceAll('_', ' ').padEnd(16)}${String(figure).padStart(14)}`,
  );
