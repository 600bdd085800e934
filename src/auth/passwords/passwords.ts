import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { LIMITS } from '../../shared/limits.js';
import { Turns } from './turns.js';

/** OWASP's floor for argon2id. 2 is argon2id: the library's enum does not exist at run time. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes and checks passwords, few at once: each takes a core for some ten milliseconds and 19 MiB. */
@Injectable()
export class Passwords {
  private readonly turns = new Turns(2, 50);
  private readonly nobodys = hash('the password of nobody', ARGON2ID);

  hash(password: string): Promise<string> {
    return this.turns.run(() => hash(password, ARGON2ID));
  }

  /** Takes as long for a person who does not exist (`null`) as for one who does, so that time tells nobody apart. */
  async matches(password: string, hashed: string | null): Promise<boolean> {
    const possible = password.length <= LIMITS.password * 2 && password.isWellFormed();
    const right = await this.turns.run(async () => verify(hashed ?? (await this.nobodys), possible ? password : ''));
    return right && possible && hashed !== null;
  }
}
