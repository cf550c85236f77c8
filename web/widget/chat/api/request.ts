/** The server said no. `retryAfter` is in seconds, 0 when it did not say. */
export class ApiError extends Error {
  readonly status: number;
  readonly retryAfter: number;

  constructor(status: number, message: string, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

const PATIENCE_MS = 20_000;

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Ask with JSON. An answer without a body is null; no network is a TypeError or an AbortError. */
export async function request(method: Method, url: string, token: string, body?: unknown): Promise<unknown> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (token) headers['X-Auth-Token'] = token;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch(url, {
    method,
    headers,
    credentials: 'omit',
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await answer.text();
  if (answer.ok) return text ? JSON.parse(text) : null;
  throw new ApiError(answer.status, complaint(text), Number(answer.headers.get('Retry-After')) || 0);
}

/** Send a form with files; `progress` hears the share already sent, 0 to 1. */
export function upload(
  url: string,
  token: string,
  form: FormData,
  progress: (share: number) => void,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', url);
    call.setRequestHeader('X-Auth-Token', token);
    call.setRequestHeader('Accept', 'application/json');
    call.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    call.onload = () => {
      if (call.status < 300) resolve(JSON.parse(call.responseText || 'null'));
      else reject(refusal(call));
    };
    call.onerror = call.ontimeout = () => reject(new TypeError('network'));
    call.send(form);
  });
}

function refusal(call: XMLHttpRequest): ApiError {
  return new ApiError(
    call.status,
    complaint(call.responseText),
    Number(call.getResponseHeader('Retry-After')) || 0,
  );
}

function complaint(text: string): string {
  try {
    const raw = JSON.parse(text) as { error?: unknown; message?: unknown };
    return String(raw.error ?? raw.message ?? '');
  } catch {
    return '';
  }
}
