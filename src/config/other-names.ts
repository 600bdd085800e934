type Given = Record<string, string | undefined>;

const YES = /^(?:true|1|yes|on)$/i;
const NO = /^(?:false|0|no|off)$/i;

/**
 * Settings by the names of system 002 (docs/dialects.md), as ours. Where both are given, ours decides. A DEBUG that is
 * neither yes nor no belongs to other programs.
 */
export function withOurNames({ CORS_ALLOWED_ORIGINS, DEBUG = '', USE_MEMORY_CHANNELS = '', ...given }: Given): Given {
  const ours: Given = { ...given };
  if (CORS_ALLOWED_ORIGINS) ours.CORS_ORIGINS ??= CORS_ALLOWED_ORIGINS;
  if (NO.test(DEBUG.trim())) ours.NODE_ENV ??= 'production';
  if (YES.test(DEBUG.trim())) ours.NODE_ENV ??= 'development';
  if (YES.test(USE_MEMORY_CHANNELS.trim())) delete ours.REDIS_URL;
  return ours;
}
