import { npmScript } from './npm-script.js';

export interface Said {
  code: number | null;
  out: string;
  err: string;
  /** The password that was made, if one was. */
  password: string;
}

/** One `npm run admin -- …` as a process of its own, without a terminal. */
export async function admin(env: Record<string, string>, ...args: string[]): Promise<Said> {
  const said = await npmScript('admin', env, ...args);
  return { ...said, password: /^Password: (\S+)$/m.exec(said.out)?.[1] ?? '' };
}
