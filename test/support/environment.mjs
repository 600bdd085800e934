import { createRequire } from 'node:module';
import { TestEnvironment } from 'jest-environment-node';
import { keptReference } from './kept-reference.mjs';

const require = createRequire(import.meta.url);
// As Jest and the packages see them, which ask for them anew each time.
const vm = require('node:vm');
const timing = require('node:perf_hooks');

/** What the running test file has made and Node would hold on to for as long as the worker lives. */
const held = { modules: [], observers: [], delays: [], timers: [] };

const { SourceTextModule } = vm;
vm.SourceTextModule = class extends SourceTextModule {
  constructor(...args) {
    super(...args);
    held.modules.push(this);
  }
};

const { PerformanceObserver, monitorEventLoopDelay } = timing;
timing.PerformanceObserver = class extends PerformanceObserver {
  constructor(...args) {
    super(...args);
    held.observers.push(this);
  }
};
timing.monitorEventLoopDelay = (...args) => {
  const delay = monitorEventLoopDelay(...args);
  held.delays.push(delay);
  return delay;
};

/** Node's, and when a test file is done nothing of it stays in memory. */
export default class Environment extends TestEnvironment {
  constructor(...args) {
    super(...args);
    this.global.keptReference = keptReference;
    for (const name of ['setTimeout', 'setInterval']) this.global[name] = noting(this.global[name]);
  }

  async teardown() {
    await super.teardown();
    held.timers.splice(0).forEach(forget);
    for (const observer of held.observers.splice(0)) observer.disconnect();
    for (const delay of held.delays.splice(0)) delay.disable();
    held.modules.splice(0).forEach(letGo);
  }
}

/**
 * Node 20 and 22 keep what a module imports until that module itself is instantiated, and do that only for the first of a
 * graph (nodejs/node#50113). Doing it for the others changes nothing in them and ends the hold.
 */
function letGo(module) {
  const inner = Object.getOwnPropertySymbols(module).find(({ description }) => description === 'kWrap');
  if (inner && module.status === 'evaluated') module[inner].instantiate?.();
}

/** The same timer function, which notes what it began. */
function noting(begin) {
  const noted = (...args) => {
    const timer = begin(...args);
    held.timers.push(new WeakRef(timer));
    return timer;
  };
  return Object.defineProperties(noted, Object.getOwnPropertyDescriptors(begin));
}

/** One that keeps no process alive may be left behind by a server that has stopped, but not go on for an hour. */
function forget(noted) {
  const timer = noted.deref();
  if (timer?.hasRef() === false) clearTimeout(timer);
}
