import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody who may not join: for them the group is not there. */
@Entity('bans')
export class Ban {
  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  @PrimaryColumn({ type: 'integer' })
  user_id: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;
}
