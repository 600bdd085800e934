import { Entity, PrimaryColumn } from 'typeorm';

/** A message that names somebody: unread as long as its `seq` is above what they have read. */
@Entity('mentions')
export class Mention {
  @PrimaryColumn({ type: 'integer' })
  user_id: number;

  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  @PrimaryColumn({ type: 'integer' })
  seq: number;
}
