import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../shared/roles.js';

@Entity('memberships')
export class Membership {
  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  @PrimaryColumn({ type: 'integer' })
  user_id: number;

  @Column({ type: 'text', default: 'member' })
  role: Role;

  /** The `seq` up to which this person has read. */
  @Column({ type: 'integer', default: 0 })
  read_up_to: number;

  /** Own messages up to `read_up_to`. Those above are no unread ones, though sending is no reading. */
  @Column({ type: 'integer', default: 0 })
  sent_until_read: number;

  /** Own messages ever, except in a private chat, whose own row counts them. */
  @Column({ type: 'integer', default: 0 })
  sent: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  joined_at: Date;

  /** 'infinity' (a `Date` cannot say it, so it is read as a number): for good. A time that is over mutes nothing. */
  @Column({ type: 'timestamptz', nullable: true })
  muted_until: Date | number | null;
}
