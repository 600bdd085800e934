/** Who is calling, decided once by the authenticator. Services take it as their first argument. */
export interface Actor {
  id: number;
  username: string;
  /** The device (a row of `sessions`) that this call came from. */
  session_id: number;
  kind: 'web' | 'api';
  site_admin: boolean;
  /** When the access token ends, in ms since 1970; absent for a session cookie. */
  expires_at?: number;
}
