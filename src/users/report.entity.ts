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

  @Column({ type: 'timestamptz', nullable: true })
  closed_at: Date | null;

  /** The username of the administrator who closed it. */
  @Column({ type: 'text', nullable: true })
  closed_by: string | null;

  /** What came of it. */
  @Column({ type: 'text', default: '' })
  note: string;
}
