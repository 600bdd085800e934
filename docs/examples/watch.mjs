// node watch.mjs <server> <username> [chat_id text]
// Prints what is said to a person, as it is said, through breaks of the connection; with a text, says it first.
// The password is read from PARLEY_PASSWORD. `npm run build` makes the client that is imported here.
import { Parley } from '../../dist/client/node.js';

const [server, username, chat, text] = process.argv.slice(2);
const parley = new Parley(server);
await parley.signIn({ username, password: process.env.PARLEY_PASSWORD });
parley.onSignedOut(() => (console.log('Signed out.'), process.exit()));
parley.on('disconnected', () => console.log('… the connection broke'));
parley.on('message:new', ({ chat_id, seq, sender_username, text }) =>
  console.log(`${chat_id}.${seq} ${sender_username}: ${text}`),
);
await parley.live.connect();
console.log(`Here as ${(await parley.me()).username}.`);
if (text) await parley.send(Number(chat), text);
