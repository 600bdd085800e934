import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A chat of a server. Every member of the server is a member of it, with the role `member`. */
@Entity('channels')
export class Channel {
  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  @Column({ type: 'integer' })
  server_id: number;

  @Column({ type: 'text' })
  name: string;

  /** The form in which names are unique within a server. */
  @Column({ type: 'text' })
  name_key: string;

  @Column({ type: 'text', default: '' })
  topic: string;

  /** Where it stands among the channels of its server. */
  @Column({ type: 'integer' })
  place: number;
}
