import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What a person shows others of reading and typing. Both are reciprocal: whoever hides theirs sees none. */
export interface Privacy {
  receipts_visible: boolean;
  typing_visible: boolean;
}

const HIDDEN: Privacy = { receipts_visible: false, typing_visible: false };

@Injectable()
export class PrivacySettings {
  constructor(private readonly database: DataSource) {}

  async of(userId: number): Promise<Privacy> {
    const [row] = await this.database.query<Privacy[]>(
      'SELECT receipts_visible, typing_visible FROM users WHERE id = $1',
      [userId],
    );
    return row ?? HIDDEN;
  }
}
