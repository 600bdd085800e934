import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody who waits to be let in. */
@Entity('join_requests')
export class JoinRequest {
  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  @PrimaryColumn({ type: 'integer' })
  user_id: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;
}
