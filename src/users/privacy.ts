import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What a person shows others. All are reciprocal: whoever hides theirs sees none. */
export interface Privacy {
  lastseen_visible: boolean;
  receipts_visible: boolean;
  typing_visible: boolean;
}

const HIDDEN: Privacy = { lastseen_visible: false, receipts_visible: false, typing_visible: false };

@Injectable()
export class PrivacySettings {
  constructor(private readonly database: DataSource) {}

  async of(userId: number): Promise<Privacy> {
    const [row] = await this.database.query<Privacy[]>(
      'SELECT lastseen_visible, receipts_visible, typing_visible FROM users WHERE id = $1',
      [userId],
    );
    return row ?? HIDDEN;
  }
}
