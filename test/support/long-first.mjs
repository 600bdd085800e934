import Sequencer from '@jest/test-sequencer';

/** What takes longest, where no run has measured it yet: a worker that begins it last keeps the others waiting. */
const LONG = [
  /\/api\/access-matrix/,
  /\/start\/(starting|wrong-settings|backing-up|administering)/,
  /crossing-files|integration\/backups/,
  /\/browser\//,
  /\/start\//,
  /\/cluster\//,
  /any-input|backups|access-matrix|storm/,
];

export default class LongFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ path, duration }) {
  const place = typeof duration === 'number' ? -1 : LONG.findIndex((one) => one.test(path));
  return place === -1 ? LONG.length : place;
}
