import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where a device wants to be told of messages while nobody looks: one endpoint of its browser's push service. */
@Entity('push_subscriptions')
export class PushSubscription {
  /** It ends with the device. */
  @PrimaryColumn({ type: 'integer' })
  session_id: number;

  @Column({ type: 'integer' })
  user_id: number;

  @Column({ type: 'text', unique: true })
  endpoint: string;

  /** The browser's public key, an uncompressed point of P-256. */
  @Column({ type: 'bytea' })
  public_key: Buffer;

  /** The secret that the browser shares with whoever may write to it. */
  @Column({ type: 'bytea' })
  auth_secret: Buffer;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created: Date;
}
