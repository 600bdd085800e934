import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('group_icons')
export class GroupIcon {
  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  @Column({ type: 'text' })
  hash: string;

  @Column({ type: 'text' })
  type: string;

  @Column({ type: 'bytea' })
  bytes: Buffer;
}
