import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BareApp, bareApp } from '../support/bare-app.js';

const words = /\b(?:parley|nodejs|process)_[a-z0-9_]+\b/g;
const dashboard = JSON.parse(readFileSync('docs/dashboard.json', 'utf8')) as {
  panels: { title: string; targets?: { expr: string }[] }[];
};
const asked = dashboard.panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => expr.match(words) ?? []));
const alerts = readFileSync('docs/operating.md', 'utf8').match(words) ?? [];

describe('the figures of the server', () => {
  let server: BareApp;
  let names: string[];
  beforeAll(async () => {
    server = await bareApp();
    const text = await (await fetch(`${server.url}/metrics`)).text();
    names = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name!],
    );
  });
  afterAll(() => server.close());

  it('are all those that the dashboard and the suggested alerts ask for', () => {
    expect(asked.length).toBeGreaterThan(30);
    expect(alerts.length).toBeGreaterThan(5);
    expect([...asked, ...alerts].filter((name) => !names.includes(name))).toEqual([]);
  });

  it('are all on the dashboard, as far as they are its own', () => {
    const own = names.filter((name) => name.startsWith('parley_') && !/_(count|sum)$/.test(name));

    expect(own).toContain('parley_messages_filled_in_total');
    expect(own).toContain('parley_signals_lost_total');
    expect(own.filter((name) => !asked.includes(name))).toEqual([]);
  });
});
