import type { CookieJar } from './cookies.ts';
import { md5 } from './md5.ts';
import { serialise } from './serialise.ts';

const TOKEN = 'cw_conversation';
const STATE = 'cw_conversation_state';

/** Who the visitor is, as far as the host's cookies know. */
export class Identity {
  /** True after `forget()`, until the chat was told to forget too. */
  fresh = false;
  readonly #jar: CookieJar;
  readonly #user: string;

  constructor(jar: CookieJar, websiteToken: string) {
    this.#jar = jar;
    this.#user = `cw_user_${websiteToken}`;
  }

  get token(): string {
    return this.#jar.get(TOKEN);
  }

  /** Whether a conversation may be waiting: a token of unknown past counts as one. */
  get hasConversation(): boolean {
    return this.token !== '' && this.#jar.get(STATE) !== '0';
  }

  keepToken(token: string): void {
    this.#jar.set(TOKEN, token);
  }

  keepState(hasConversation: boolean): void {
    this.#jar.set(STATE, hasConversation ? '1' : '0');
  }

  /** Note who the host says this is; false when it said exactly the same before. */
  noteUser(identifier: string, user: object): boolean {
    const mark = md5(serialise([identifier, user]));
    if (this.#jar.get(this.#user) === mark) return false;
    this.#jar.set(this.#user, mark);
    return true;
  }

  forgetUser(): void {
    this.#jar.remove(this.#user);
  }

  forget(): void {
    for (const name of [TOKEN, STATE, this.#user]) this.#jar.remove(name);
    this.fresh = true;
  }
}
