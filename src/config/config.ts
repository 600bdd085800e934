export type Mode = 'development' | 'production' | 'test';

/** Everything that may differ between two installations, checked and in the units the code works with. */
export class Config {
  declare readonly mode: Mode;
  declare readonly production: boolean;
  declare readonly host: string;
  /** 0 asks the system for a free port. */
  declare readonly port: number;
  /** Absolute; exists once the secrets have been loaded. */
  declare readonly dataDir: string;
  /** Undefined means: start the embedded PostgreSQL in `dataDir`. */
  declare readonly databaseUrl: string | undefined;
  declare readonly redisUrl: string | undefined;
  declare readonly sessionSecret: string;
  declare readonly jwtSecret: string;
  /** The private key by which push services know this server (VAPID), base64url. Without one, nobody is told by push. */
  declare readonly pushKey: string | undefined;
  /** Whom push services may write to about this server: a mailto: or https: address. */
  declare readonly pushContact: string | undefined;
  /** Whether a push service may be on this machine: for tests. */
  declare readonly pushToLoopback: boolean;
  /** Scheme, host and port without a path, as browsers see this server. */
  declare readonly publicUrl: string | undefined;
  /** True when people reach this server by https. */
  declare readonly secureCookies: boolean;
  /** What Express takes as `trust proxy`. */
  declare readonly trustProxy: false | number | string[];
  declare readonly corsOrigins: readonly string[];
  declare readonly cookieSameSite: 'lax' | 'strict' | 'none';
  /** Host names this server answers to; empty means any. A leading dot means every name below. */
  declare readonly allowedHosts: readonly string[];
  declare readonly instanceUrl: string | undefined;
  declare readonly metricsToken: string | undefined;
  /** In bytes. */
  declare readonly maxFileSize: number;
  declare readonly operatorName: string;
  declare readonly allowQueryToken: boolean;
  declare readonly rateLimit: boolean;
}

export type Environment = Omit<Config, 'sessionSecret' | 'jwtSecret'> & {
  readonly sessionSecret: string | undefined;
  readonly jwtSecret: string | undefined;
  /** One secret from which both are made where they are missing. */
  readonly secretKey: string | undefined;
};
