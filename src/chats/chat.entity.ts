import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type ChatKind = 'private' | 'group' | 'channel';

@Entity('chats')
export class Chat {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text' })
  kind: ChatKind;

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

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;
}
