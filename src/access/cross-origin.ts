import type { CorsOptions } from '@nestjs/common/interfaces/external/cors-options.interface.js';
import type { Config } from '../config/config.js';

/** Which other origins' pages may call: exactly those listed, with credentials. Every other origin gets no word of consent. */
export const crossOrigin = ({ corsOrigins }: Pick<Config, 'corsOrigins'>): CorsOptions => ({
  origin: [...corsOrigins],
  credentials: true,
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['Authorization', 'Content-Type', 'X-CSRF-Token', 'If-None-Match', 'Range'],
  exposedHeaders: ['ETag', 'Link', 'Retry-After', 'X-Request-Id', 'Content-Range'],
  maxAge: 600,
});
