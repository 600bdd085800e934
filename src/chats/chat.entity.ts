import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type ChatKind = 'private' | 'group' | 'channel';

@Entity('chats')
export class Chat {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text' })
  /** Nothing is ever said in the chat of kind `server`: it is where the memberships of a server stand. */
  kind: ChatKind | 'server';

  /** The `seq` of the newest message, 0 before the first. */
  @Column({ type: 'integer', default: 0 })
  last_seq: number;

  /** The newest message's beginning, kept here so that the chat list reads no messages. */
  @Column({ type: 'text', default: '' })
  last_text: string;

  @Column({ type: 'integer', nullable: true })
  last_sender_id: number | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  last_time: Date;

  /** In a private chat the smaller id of the two, null elsewhere. */
  @Column({ type: 'integer', nullable: true })
  low_id: number | null;

  /** Messages by the one with the smaller id: counted here, so that a private message writes no membership. */
  @Column({ type: 'integer', default: 0 })
  low_sent: number;

  @Column({ type: 'integer', default: 0 })
  high_sent: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;
}
