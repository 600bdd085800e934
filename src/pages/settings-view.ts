import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../access/actor.js';
import { Sessions } from '../auth/sessions/sessions.service.js';
import type { Device } from '../shared/payloads.js';
import { BlocksService } from '../users/blocks.service.js';
import { UsersService } from '../users/users.service.js';
import { deviceName } from './device-name.js';
import { formFailure } from './form-failure.js';

interface Attempt {
  /** Which form was sent: the page says there that it is saved. */
  what: string;
  values?: object;
  act: () => Promise<unknown>;
}

const BLOCKED_SHOWN = 200;

/** The one page of settings, and what its many forms have in common. */
@Injectable()
export class SettingsView {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: Sessions,
    private readonly blocks: BlocksService,
  ) {}

  async show(actor: Actor, response: Response, rest: { values?: object } = {}): Promise<void> {
    const [profile, devices, blocked] = await Promise.all([
      this.users.profileOf(actor),
      this.sessions.list(actor),
      this.blocks.list(actor, { limit: BLOCKED_SHOWN }),
    ]);
    response.render('settings/edit', {
      ...rest,
      values: { ...profile, ...rest.values },
      blocked: blocked.results,
      devices: devices.map(view),
      otherDevices: devices.length > 1,
    });
  }

  /** Does what a form asks and leads back to it, or shows the page again with what was typed and what was wrong. */
  async attempt(actor: Actor, response: Response, { what, values, act }: Attempt): Promise<void> {
    try {
      await act();
    } catch (error) {
      return this.show(actor, response, { values, ...formFailure(response, error) });
    }
    response.redirect(303, `/settings/?saved=${what}#${what}`);
  }
}

const view = (device: Device) => ({ ...device, ...deviceName(device) });
