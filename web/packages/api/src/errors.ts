/** What the server answers when it refuses: contract §0.11 in one shape. `status` 0 means it was not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly attributes: string[];
  readonly body: unknown;
  /** In how many seconds the server wants to be asked again; 0 when it did not say. */
  retryAfter = 0;

  constructor(status: number, message: string, attributes: string[] = [], body: unknown = null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.attributes = attributes;
    this.body = body;
  }

  get unreachable(): boolean {
    return this.status === 0;
  }
}

interface ErrorBody {
  message?: unknown;
  error?: unknown;
  errors?: unknown;
  attributes?: unknown;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value ? value : null);

function sentence(body: ErrorBody): string | null {
  const first: unknown = Array.isArray(body.errors) ? body.errors[0] : null;
  return text(body.message) ?? text(body.error) ?? text(first);
}

function parsed(raw: string): ErrorBody | null {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'object' && value !== null ? (value as ErrorBody) : null;
  } catch {
    return null;
  }
}

/** The error that a response body of any of the contract's shapes (or plain text) stands for. */
export function readError(status: number, raw: string): ApiError {
  const body = parsed(raw);
  if (!body) return new ApiError(status, raw.trim().slice(0, 300));
  const attributes = Array.isArray(body.attributes) ? body.attributes.map(String) : [];
  return new ApiError(status, sentence(body) ?? '', attributes, body);
}
