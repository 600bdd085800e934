import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('users')
export class User {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  /** As the person writes it. */
  @Column({ type: 'text' })
  username: string;

  /** The form in which usernames are unique, sorted and looked up: see usernameKey(). */
  @Column({ type: 'text', unique: true, collation: 'C' })
  username_key: string;

  @Column({ type: 'text', default: '' })
  display_name: string;

  @Column({ type: 'text', default: '' })
  first_name: string;

  @Column({ type: 'text', default: '' })
  last_name: string;

  @Column({ type: 'text', default: '' })
  email: string;

  @Column({ type: 'text', default: '' })
  bio: string;

  /** argon2id in PHC form. */
  @Column({ type: 'text', select: false })
  password_hash: string;

  /** The end of the last connection. */
  @Column({ type: 'timestamptz', nullable: true })
  lastseen: Date | null;

  @Column({ type: 'boolean', default: true })
  lastseen_visible: boolean;

  @Column({ type: 'boolean', default: true })
  receipts_visible: boolean;

  @Column({ type: 'boolean', default: true })
  typing_visible: boolean;

  @Column({ type: 'boolean', default: false })
  site_admin: boolean;

  @Column({ type: 'timestamptz', nullable: true })
  disabled_at: Date | null;

  /** From then on this is nobody: the row only stands for whoever wrote what others still read. */
  @Column({ type: 'timestamptz', nullable: true })
  deleted_at: Date | null;

  /** SHA-256 of the avatar's bytes: its address, so that it can be cached for ever. */
  @Column({ type: 'text', nullable: true })
  avatar_hash: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;
}
