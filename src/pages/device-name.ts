import type { Device } from '../shared/payloads.js';

const PROGRAMS: [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Firefox\/|FxiOS/, 'Firefox'],
  [/Chrome\/|CriOS|HeadlessChrome/, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string, 'phone' | 'monitor'][] = [
  [/iPhone|iPod/, 'iPhone', 'phone'],
  [/iPad/, 'iPad', 'phone'],
  [/Android/, 'Android', 'phone'],
  [/Windows/, 'Windows', 'monitor'],
  [/Macintosh|Mac OS X/, 'Mac', 'monitor'],
  [/CrOS/, 'ChromeOS', 'monitor'],
  [/Linux|X11/, 'Linux', 'monitor'],
];

/** What people call a device, as far as its program says: Firefox on Linux. A program that is no browser names itself. */
export function deviceName({ agent, kind }: Device): { name: string; icon: 'phone' | 'monitor' } {
  const [, system, icon] = SYSTEMS.find(([sign]) => sign.test(agent)) ?? [];
  const browser = PROGRAMS.find(([sign]) => sign.test(agent))?.[1];
  const itself = agent.split(/[/ (;]/, 1)[0];
  const program = (agent.startsWith('Mozilla/') ? browser : itself) || (kind === 'web' ? 'A browser' : 'An app');
  return { name: system ? `${program} on ${system}` : program, icon: icon ?? (kind === 'web' ? 'monitor' : 'phone') };
}
