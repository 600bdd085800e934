import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an instance says about itself, every few seconds. */
export interface InstanceHealth {
  node: string;
  connections: number;
  memory_mb: number;
  /** The longest delay of the event loop since it said so before. */
  loop_ms: number;
  redis: 'none' | 'here' | 'away';
  draining: boolean;
}

/** A running server. One that stops takes its row away; one that was killed is not seen any more. */
@Entity('instances')
export class Instance {
  @PrimaryColumn({ type: 'text' })
  id: string;

  /** How others reach it, or its machine and process. */
  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  version: string;

  @Column({ type: 'timestamptz' })
  started_at: Date;

  @Column({ type: 'timestamptz' })
  seen_at: Date;

  @Column({ type: 'jsonb' })
  health: InstanceHealth;
}
