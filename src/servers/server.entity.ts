import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a server has beyond what it shares with groups, whose row has the same key. */
@Entity('servers')
export class Server {
  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  /** Free text; empty for none. */
  @Column({ type: 'text', default: '' })
  category: string;

  /** The form in which it is looked for. */
  @Column({ type: 'text', default: '' })
  category_key: string;

  @Column({ type: 'text', nullable: true })
  banner_hash: string | null;
}
