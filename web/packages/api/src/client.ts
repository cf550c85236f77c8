import { ApiError, readError } from './errors.ts';
import { readSession, type SessionHeaders } from './session.ts';

export type Query = Record<string, string | number | boolean | null | undefined | (string | number)[]>;

export interface CallOptions {
  query?: Query;
  signal?: AbortSignal;
  /** Lets the answer leave a cookie in this browser, for a page that the server itself opens later. */
  cookies?: boolean;
}

export interface UploadOptions {
  method?: 'POST' | 'PATCH' | 'PUT';
  signal?: AbortSignal;
  /** Share of the body already sent, 0 to 1. */
  onProgress?: (share: number) => void;
}

/** Where the client keeps and finds the session; a signed-out visitor has none. */
export interface SessionKeeper {
  read(): SessionHeaders | null;
  keep(headers: SessionHeaders): void;
  /** The server no longer knows this session. */
  lost(): void;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `?a=1&b[]=2&b[]=3` for the given values; null and undefined are left out. */
export function queryString(query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    if (Array.isArray(value)) for (const one of value) params.append(`${key}[]`, String(one));
    else params.append(key, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

function readBody<T>(raw: string): T {
  return (raw ? JSON.parse(raw) : undefined) as T;
}

/** The server's interface over HTTP. Every failure is an `ApiError`, except an abort, which stays an `AbortError`. */
export class Api {
  readonly #keeper: SessionKeeper;
  readonly #base: string;

  constructor(keeper: SessionKeeper, base = '') {
    this.#keeper = keeper;
    this.#base = base;
  }

  get<T>(path: string, options?: CallOptions): Promise<T> {
    return this.#call<T>('GET', path, undefined, options);
  }

  post<T>(path: string, body?: unknown, options?: CallOptions): Promise<T> {
    return this.#call<T>('POST', path, body, options);
  }

  put<T>(path: string, body?: unknown, options?: CallOptions): Promise<T> {
    return this.#call<T>('PUT', path, body, options);
  }

  patch<T>(path: string, body?: unknown, options?: CallOptions): Promise<T> {
    return this.#call<T>('PATCH', path, body, options);
  }

  delete<T>(path: string, body?: unknown, options?: CallOptions): Promise<T> {
    return this.#call<T>('DELETE', path, body, options);
  }

  /** The bytes of something that is no JSON: a picture, a file to keep. */
  async file(path: string, options: CallOptions = {}): Promise<Blob> {
    const response = await this.#fetch('GET', path, undefined, options);
    if (response.ok) return response.blob();
    return this.#settle(response.status, await response.text(), (name) => response.headers.get(name));
  }

  /** Sends a form with files. XMLHttpRequest, because fetch cannot tell how much of a body has left. */
  upload<T>(path: string, form: FormData, options: UploadOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(options.method ?? 'POST', this.#base + path);
      request.withCredentials = false;
      for (const [name, value] of Object.entries(this.#headers())) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) options.onProgress?.(event.loaded / event.total);
      };
      request.onload = () => {
        try {
          resolve(
            this.#settle<T>(request.status, request.responseText, (name) => request.getResponseHeader(name)),
          );
        } catch (error) {
          reject(error);
        }
      };
      request.onerror = () => reject(new ApiError(0, ''));
      request.onabort = () => reject(new DOMException('Aborted', 'AbortError'));
      options.signal?.addEventListener('abort', () => request.abort(), { once: true });
      request.send(form);
    });
  }

  #headers(): Record<string, string> {
    const session = this.#keeper.read();
    return { accept: 'application/json', ...(session ?? {}) };
  }

  async #call<T>(method: Method, path: string, body: unknown, options: CallOptions = {}): Promise<T> {
    const response = await this.#fetch(method, path, body, options);
    const raw = await response.text();
    return this.#settle<T>(response.status, raw, (name) => response.headers.get(name));
  }

  async #fetch(method: Method, path: string, body: unknown, options: CallOptions): Promise<Response> {
    const headers = this.#headers();
    if (body !== undefined) headers['content-type'] = 'application/json';
    try {
      return await fetch(this.#base + path + queryString(options.query), {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: options.cookies ? 'same-origin' : 'omit',
        signal: options.signal,
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new ApiError(0, '');
    }
  }

  #settle<T>(status: number, raw: string, header: (name: string) => string | null): T {
    const session = readSession(header);
    if (status < 400) {
      if (session) this.#keeper.keep(session);
      return readBody<T>(raw);
    }
    const error = readError(status, raw);
    error.retryAfter = Number(header('retry-after')) || 0;
    if (status === 401 && raw.includes('You need to sign in')) this.#keeper.lost();
    throw error;
  }
}

/** The same calls, below one account: `get('/inboxes')` asks `/api/v1/accounts/1/inboxes`. */
export class AccountApi {
  readonly accountId: number;
  readonly #api: Api;

  constructor(api: Api, accountId: number) {
    this.#api = api;
    this.accountId = accountId;
  }

  path(rest: string): string {
    return `/api/v1/accounts/${this.accountId}${rest}`;
  }

  get<T>(rest: string, options?: CallOptions): Promise<T> {
    return this.#api.get<T>(this.path(rest), options);
  }

  post<T>(rest: string, body?: unknown, options?: CallOptions): Promise<T> {
    return this.#api.post<T>(this.path(rest), body, options);
  }

  put<T>(rest: string, body?: unknown, options?: CallOptions): Promise<T> {
    return this.#api.put<T>(this.path(rest), body, options);
  }

  patch<T>(rest: string, body?: unknown, options?: CallOptions): Promise<T> {
    return this.#api.patch<T>(this.path(rest), body, options);
  }

  delete<T>(rest: string, body?: unknown, options?: CallOptions): Promise<T> {
    return this.#api.delete<T>(this.path(rest), body, options);
  }

  file(rest: string, options?: CallOptions): Promise<Blob> {
    return this.#api.file(this.path(rest), options);
  }

  upload<T>(rest: string, form: FormData, options?: UploadOptions): Promise<T> {
    return this.#api.upload<T>(this.path(rest), form, options);
  }
}
