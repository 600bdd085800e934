import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('avatars')
export class Avatar {
  @PrimaryColumn({ type: 'integer' })
  user_id: number;

  @Column({ type: 'text' })
  hash: string;

  @Column({ type: 'text' })
  type: string;

  @Column({ type: 'bytea' })
  bytes: Buffer;
}
