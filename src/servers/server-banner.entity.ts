import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('server_banners')
export class ServerBanner {
  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  @Column({ type: 'text' })
  hash: string;

  @Column({ type: 'text' })
  type: string;

  @Column({ type: 'bytea' })
  bytes: Buffer;
}
