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
  /** A refresh token of the device came along in a cookie: a connection then lives as long as that can be exchanged. */
  refreshes?: true;
}

/** What the caller was known by: a browser sends the last two by itself, so they need a CSRF token. */
export type SignedInBy = 'bearer' | 'query' | 'session' | 'cookie';

export interface Identity {
  actor: Actor;
  by: SignedInBy;
}

declare global {
  // The shape of Express's own types, to which a request's properties are added.
  namespace Express {
    interface Request {
      actor?: Actor;
      signed_in_by?: SignedInBy;
      /** When the whole request was here, on the clock of `performance.now()`. */
      arrived_at?: number;
    }
  }
}
