/** The headers that prove who is calling, exactly as the server gave them at sign-in. */
export interface SessionHeaders {
  'access-token': string;
  client: string;
  uid: string;
  expiry: string;
  'token-type': string;
}

/** The session that a response carries, or null when it carries none. */
export function readSession(get: (name: string) => string | null): SessionHeaders | null {
  const token = get('access-token');
  const client = get('client');
  const uid = get('uid');
  if (!token || !client || !uid) return null;
  return {
    'access-token': token,
    client,
    uid,
    expiry: get('expiry') ?? '',
    'token-type': get('token-type') ?? 'Bearer',
  };
}
