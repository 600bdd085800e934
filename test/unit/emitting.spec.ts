import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../src/shared/live/emitter.js';

describe('whoever listens to news', () => {
  it('hears them until they stop', () => {
    const news = new Emitter<{ said: string }>();
    const heard: string[] = [];
    const stop = news.on('said', (text) => heard.push(text));
    news.emit('said', 'one');
    stop();
    news.emit('said', 'two');

    expect(heard).toEqual(['one']);
  });

  it('hears them also where another listener fails, and that failure is not hidden', async () => {
    const news = new Emitter<{ said: string }>();
    const heard: string[] = [];
    const later: (() => void)[] = [];
    const queue = globalThis.queueMicrotask;
    globalThis.queueMicrotask = (act) => void later.push(act);
    try {
      news.on('said', () => {
        throw new Error('A mistake of this listener');
      });
      news.on('said', (text) => heard.push(text));
      news.emit('said', 'one');
    } finally {
      globalThis.queueMicrotask = queue;
    }

    expect(heard).toEqual(['one']);
    expect(later).toHaveLength(1);
    expect(later[0]).toThrow('A mistake of this listener');
  });
});
