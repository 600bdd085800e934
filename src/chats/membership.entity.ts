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

  /** Own messages above `read_up_to`: they are no unread ones, though sending is no reading. */
  @Column({ type: 'integer', default: 0 })
  sent_since_read: number;

  /** Own messages ever, for the figure on the home page. */
  @Column({ type: 'integer', default: 0 })
  sent: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  joined_at: Date;
}
