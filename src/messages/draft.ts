/** A message that somebody wants to send. */
export interface Draft {
  chat_id: number;
  sender_id: number;
  sender_username: string;
  text: string;
  client_id?: string;
}
