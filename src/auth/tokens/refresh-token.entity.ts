import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('refresh_tokens')
export class RefreshToken {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  /** The family: every token that came from one sign-in. */
  @Column({ type: 'integer' })
  session_id: number;

  /** SHA-256; the token itself is never stored. */
  @Column({ type: 'bytea', unique: true })
  token_hash: Buffer;

  @Column({ type: 'timestamptz' })
  expires_at: Date;

  /** When the exchange for its successor was answered, or will be at the latest. A use that arrives later is a theft. */
  @Column({ type: 'timestamptz', nullable: true })
  used_at: Date | null;
}
