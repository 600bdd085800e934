import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a device was told of and nobody has read since: claimed before it is sent, so that it is sent once. */
@Entity('push_notices')
export class PushNotice {
  @PrimaryColumn({ type: 'integer' })
  session_id: number;

  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  /** The newest message it was told of. */
  @Column({ type: 'integer' })
  seq: number;
}
