import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { GroupKind, Visibility } from '../shared/group-payloads.js';

/** What a chat of kind group, or a server, has beyond its messages and members. Whoever changes one locks this row first. */
@Entity('groups')
export class Group {
  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  @Column({ type: 'text', default: 'group' })
  kind: GroupKind;

  @Column({ type: 'text' })
  name: string;

  /** The form in which names of public groups are unique, and all are looked up. */
  @Column({ type: 'text' })
  name_key: string;

  @Column({ type: 'text', default: '' })
  description: string;

  @Column({ type: 'text', default: 'private' })
  visibility: Visibility;

  /** Whoever wants to join has to be let in by an admin. */
  @Column({ type: 'boolean', default: false })
  join_by_request: boolean;

  @Column({ type: 'text', nullable: true })
  icon_hash: string | null;

  /** Counted under the lock of this row, so that the limit of members is exact. */
  @Column({ type: 'integer' })
  member_count: number;

  /** Without dashes, in capitals; null while joining by code is closed. */
  @Column({ type: 'text', nullable: true, unique: true })
  code: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  code_expires_at: Date | null;

  /** Null: as often as one likes. */
  @Column({ type: 'integer', nullable: true })
  code_max_uses: number | null;

  @Column({ type: 'integer', default: 0 })
  code_uses: number;
}
