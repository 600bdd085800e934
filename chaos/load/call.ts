/** An answer that says no. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail = '',
  ) {
    super(`${status} ${code} ${detail}`);
  }

  /** Trying again may help. */
  get passes(): boolean {
    return this.status >= 500 || this.status === 429 || ['unavailable', 'rate_limited'].includes(this.code);
  }
}

const PATIENCE_MS = 10_000;

export interface Caller {
  url: string;
  token: string;
  patience?: number;
}

/** One request of the public API; throws a Refusal, or whatever became of the connection. */
export async function call<T>(
  { url, token, patience = PATIENCE_MS }: Caller,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(patience),
  });
  const text = await response.text();
  if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
  throw new Refusal(response.status, ...codeOf(text));
}

function codeOf(text: string): [string, string] {
  try {
    const { code, detail } = JSON.parse(text) as { code: string; detail: string };
    return [code, detail];
  } catch {
    return ['', text.slice(0, 200)];
  }
}
