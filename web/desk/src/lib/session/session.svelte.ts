import { Api, ApiError, type Role, type SessionHeaders, type User, type UserAccount } from '@balcao/api';

const remembered = 'balcao.session';

export interface SignUp {
  account_name: string;
  user_full_name: string;
  email: string;
  password: string;
  locale: string;
}

export interface NewPassword {
  reset_password_token: string;
  password: string;
  password_confirmation: string;
  name?: string;
}

interface Answer {
  data: User;
}

function readHeaders(raw: string | null): SessionHeaders | null {
  if (!raw) return null;
  try {
    const value = JSON.parse(raw) as SessionHeaders;
    return value['access-token'] && value.client && value.uid ? value : null;
  } catch {
    return null;
  }
}

/** Who is signed in on this machine. The headers outlive the page; the user is asked from the server at each start. */
export class Session {
  user = $state.raw<User | null>(null);
  readonly api: Api;
  readonly #storage: Storage;
  #headers: SessionHeaders | null;
  #leaving: () => void = () => undefined;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#headers = readHeaders(storage.getItem(remembered));
    this.api = new Api({
      read: () => this.#headers,
      keep: (headers) => this.#keep(headers),
      lost: () => this.#forget(),
    });
  }

  /** What to do when the session ends, here or in another tab. */
  onLeave(leaving: () => void): void {
    this.#leaving = leaving;
  }

  /** Another tab signed in or out. */
  follow(event: StorageEvent): void {
    if (event.key !== remembered) return;
    const before = this.#headers;
    this.#headers = readHeaders(event.newValue);
    if (!this.#headers || (before && before.uid !== this.#headers.uid)) this.#end();
  }

  membership(accountId: number): UserAccount | undefined {
    return this.user?.accounts.find((account) => account.id === accountId);
  }

  role(accountId: number): Role | undefined {
    return this.membership(accountId)?.role;
  }

  /** The user that the kept headers belong to, or null. Unreachable server: the `ApiError` goes on. */
  async restore(): Promise<User | null> {
    if (this.user || !this.#headers) return this.user;
    try {
      const answer = await this.api.get<{ payload: Answer }>('/auth/validate_token');
      this.user = answer.payload.data;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      this.#forget();
    }
    return this.user;
  }

  async signIn(email: string, password: string): Promise<User> {
    return this.#enter(await this.api.post<Answer>('/auth/sign_in', { email: email.trim(), password }));
  }

  /** Null when the address has to be confirmed before the first sign-in. */
  async signUp(form: SignUp): Promise<User | null> {
    await this.api.post('/api/v1/accounts', form);
    return this.#headers ? this.refresh() : null;
  }

  async askReset(email: string): Promise<void> {
    await this.api.post('/auth/password', { email: email.trim() });
  }

  /** Sets a password by the token of a mail: a forgotten one, or the first one of an invited agent. */
  async choosePassword(form: NewPassword): Promise<User> {
    return this.#enter(await this.api.put<Answer>('/auth/password', form));
  }

  async confirm(token: string): Promise<User> {
    return this.#enter(await this.api.post<Answer>('/auth/confirmation', { confirmation_token: token }));
  }

  async refresh(): Promise<User> {
    this.user = await this.api.get<User>('/api/v1/profile');
    return this.user;
  }

  async signOut(): Promise<void> {
    try {
      await this.api.delete('/auth/sign_out');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
    this.#forget();
  }

  #enter(answer: Answer): User {
    this.user = answer.data;
    return this.user;
  }

  #keep(headers: SessionHeaders): void {
    this.#headers = headers;
    this.#storage.setItem(remembered, JSON.stringify(headers));
  }

  #forget(): void {
    this.#headers = null;
    this.#storage.removeItem(remembered);
    this.#end();
  }

  #end(): void {
    const was = this.user;
    this.user = null;
    if (was) this.#leaving();
  }
}
