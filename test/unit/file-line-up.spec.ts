import { beforeEach, describe, expect, it } from '@jest/globals';
import { LineUp } from '../../src/client/files/line_up.js';

describe('files that wait for their turn', () => {
  let started: string[];
  let line: LineUp<string>;
  beforeEach(() => {
    started = [];
    line = new LineUp(3, (item) => started.push(item));
    for (const item of 'abcdef') line.add(item);
  });

  it('go three at a time', () => {
    expect(started).toEqual(['a', 'b', 'c']);
    expect([...'abcdef'].filter(line.isWaiting)).toEqual(['d', 'e', 'f']);
  });

  it('follow in the order they came in, whoever is through first', () => {
    line.leave('b');
    line.leave('d');

    expect(started).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('leave the line without holding up the rest', () => {
    line.leave('d');
    line.leave('f');
    for (const item of 'abc') line.leave(item);

    expect(started).toEqual(['a', 'b', 'c', 'e']);
  });

  it('are through once, however often they say so', () => {
    for (let time = 0; time < 5; time++) line.leave('a');

    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });
});
