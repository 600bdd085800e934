import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What an administrator did, for good: the database lets nobody change or delete it. */
@Entity('admin_acts')
export class AdminAct {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at: Date;

  /** Null for whoever used the command line. */
  @Column({ type: 'integer', nullable: true })
  by_id: number | null;

  /** The username, or the account of the operating system. */
  @Column({ type: 'text' })
  by_name: string;

  /** The address it came from, or the machine of the command line. */
  @Column({ type: 'text' })
  origin: string;

  @Column({ type: 'text' })
  act: string;

  @Column({ type: 'text' })
  about: 'person' | 'group' | 'server' | 'report';

  @Column({ type: 'integer' })
  about_id: number;

  /** As it was called then. */
  @Column({ type: 'text' })
  about_name: string;

  @Column({ type: 'text', default: '' })
  note: string;
}
