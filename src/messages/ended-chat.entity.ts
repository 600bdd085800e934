import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A chat without members, whose messages are not all deleted yet. */
@Entity('ended_chats')
export class EndedChat {
  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  ended_at: Date;
}
