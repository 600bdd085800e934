import { AppError } from '../../errors/app-error.js';
import { LIMITS } from '../../shared/limits.js';

/** One frame of a client as it came, known to be an object with a `type`. */
export interface ReadFrame {
  type: string;
  /** Given back with an error, so that the sender knows which message it was about. */
  client_id: string | undefined;
  fields: Record<string, unknown>;
}

/** Throws `invalid_input` for what is no frame. `{"message": "…"}` is a message said in an older way. */
export function readFrame(data: Buffer): ReadFrame {
  const fields = objectOf(data);
  const client_id = clientIdOf(fields);
  if (fields.type === undefined && typeof fields.message === 'string') {
    return { type: 'message', client_id, fields: { ...fields, text: fields.message } };
  }
  if (typeof fields.type !== 'string') throw new AppError('invalid_input', 'A frame needs a type.');
  return { type: fields.type, client_id, fields };
}

function objectOf(data: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(data.toString());
  } catch {
    throw new AppError('invalid_input', 'A frame must be JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('invalid_input', 'A frame must be a JSON object.');
  }
  return value as Record<string, unknown>;
}

const clientIdOf = ({ client_id }: Record<string, unknown>): string | undefined =>
  typeof client_id === 'string' && client_id.length <= LIMITS.clientId ? client_id : undefined;
