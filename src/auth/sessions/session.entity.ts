import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A device that is signed in: a browser (its session cookie) or an app (one family of refresh tokens). */
@Entity('sessions')
export class Session {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'integer' })
  user_id: number;

  @Column({ type: 'text' })
  kind: 'web' | 'api';

  /** The User-Agent it signed in with, cut to a line. */
  @Column({ type: 'text', default: '' })
  agent: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  last_active: Date;

  @Column({ type: 'timestamptz', nullable: true })
  ended_at: Date | null;
}
