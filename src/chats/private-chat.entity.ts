import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The pair of a private chat, smaller id first: its key is why two people never have two chats. */
@Entity('private_chats')
export class PrivateChat {
  @PrimaryColumn({ type: 'integer' })
  low_id: number;

  @PrimaryColumn({ type: 'integer' })
  high_id: number;

  @Column({ type: 'integer', unique: true })
  chat_id: number;
}
