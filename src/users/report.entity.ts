import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('reports')
export class Report {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'integer' })
  reporter_id: number;

  @Column({ type: 'integer' })
  reported_id: number;

  @Column({ type: 'text', default: '' })
  reason: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;
}
