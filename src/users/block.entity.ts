import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('blocks')
export class Block {
  @PrimaryColumn({ type: 'integer' })
  blocker_id: number;

  @PrimaryColumn({ type: 'integer' })
  blocked_id: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;
}
