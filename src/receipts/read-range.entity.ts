import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One step of a reader's cursor: everything from `from_seq` to `to_seq` was read at `time`. */
@Entity('read_ranges')
export class ReadRange {
  @PrimaryColumn({ type: 'integer' })
  chat_id: number;

  @PrimaryColumn({ type: 'integer' })
  user_id: number;

  @Column({ type: 'integer' })
  from_seq: number;

  @PrimaryColumn({ type: 'integer' })
  to_seq: number;

  @Column({ type: 'timestamptz' })
  time: Date;
}
