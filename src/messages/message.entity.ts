import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SystemEvent } from '../shared/payloads.js';

@Entity('messages')
export class Message {
  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  id: number;

  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  /** 1, 2, 3 … within the chat: its order, its cursor, and how a client notices a gap. */
  @PrimaryColumn({ type: 'integer' })
  seq: number;

  @Column({ type: 'integer' })
  sender_id: number;

  @Column({ type: 'text', default: 'text' })
  kind: 'text' | 'system';

  @Column({ type: 'text' })
  text: string;

  @Column({ type: 'jsonb', nullable: true })
  event: SystemEvent | null;

  /** Chosen by the sender, so that a retry finds the first message instead of making a second. */
  @Column({ type: 'text', nullable: true })
  client_id: string | null;

  @Column({ type: 'timestamptz' })
  time: Date;
}
