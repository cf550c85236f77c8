import { ApiError, type Words } from '@balcao/api';
import { language, t, type MessageKey } from '../i18n/index.svelte.ts';

export type FormErrors<Values> = Partial<Record<keyof Values & string, string>>;

/** The server's public interface speaks English; these are its sentences in the reader's language. */
const spoken: [RegExp, MessageKey][] = [
  [/already signed up/i, 'error.emailKnown'],
  [/already been taken|already exists|should be unique/i, 'error.taken'],
  [/can'?t be blank|must be filled|value is empty/i, 'error.required'],
  [/too long/i, 'error.tooLong'],
  [/current password/i, 'error.currentPassword'],
  [/password.*(common|guess)/i, 'password.tooCommon'],
  [/password/i, 'password.refused'],
  [/invalid email|email.*invalid/i, 'error.email'],
  [/not authorized/i, 'error.notAllowed'],
  [/invalid url|url.*(invalid|not a valid)/i, 'error.url'],
  [/is invalid/i, 'error.invalid'],
];

function refusalText(message: string): string {
  const known = spoken.find(([sentence]) => sentence.test(message));
  return known ? t(known[1]) : message || t('error.unexpected');
}

interface Explained {
  /** The sentence in every language, where the server has one for people. */
  words?: Words;
  /** What somebody else's server answered, as it said it. */
  detail?: unknown;
}

function explained(error: unknown): Explained {
  const body = error instanceof ApiError ? error.body : null;
  return typeof body === 'object' && body !== null ? body : {};
}

/** What somebody else's server said when it refused, to be shown small; null when nobody else was asked. */
export function failureDetail(error: unknown): string | null {
  const { detail } = explained(error);
  return typeof detail === 'string' && detail ? detail : null;
}

function throttledText(seconds: number): string {
  return seconds > 0 ? t('error.throttledFor', { count: Math.ceil(seconds / 60) }) : t('error.throttled');
}

/** One sentence for a failure that belongs to no field. */
export function failureText(error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.unexpected');
  const said = explained(error).words?.[language.locale];
  if (said) return said;
  if (error.unreachable) return t('error.unreachable');
  if (error.status === 429) return throttledText(error.retryAfter);
  if (error.status === 404) return t('error.missing');
  if (error.status >= 500) return t('error.unexpected');
  return refusalText(error.message);
}

interface FormOptions<Values> {
  /** What is wrong with the values, said before anything is sent. */
  check?: (values: Values) => FormErrors<Values>;
  /** What the server calls a field, where that is not the form's own name. */
  aliases?: Record<string, keyof Values & string>;
}

/** What is typed, what is wrong with it and whether it is on its way. A failure never takes away what was typed. */
export class Form<Values extends object> {
  values = $state() as Values;
  errors = $state<FormErrors<Values>>({});
  failure = $state<string | null>(null);
  busy = $state(false);
  readonly #options: FormOptions<Values>;

  constructor(values: Values, options: FormOptions<Values> = {}) {
    this.values = values;
    this.#options = options;
  }

  /** Sends the values; true when that went well, false when something has to be put right first. */
  async submit(send: (values: Values) => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    const values = $state.snapshot(this.values) as Values;
    this.failure = null;
    this.errors = this.#options.check?.(values) ?? {};
    if (Object.keys(this.errors).length > 0) return false;
    this.busy = true;
    try {
      await send(values);
      return true;
    } catch (error) {
      this.refuse(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Puts the server's refusal beside the fields it names, or above the form when it names none of them. */
  refuse(error: unknown): void {
    const named = error instanceof ApiError ? this.#fields(error.attributes) : [];
    if (named.length === 0) this.failure = failureText(error);
    else for (const field of named) this.errors[field] = failureText(error);
  }

  #fields(attributes: string[]): (keyof Values & string)[] {
    const names = attributes.map((name) => this.#options.aliases?.[name] ?? name);
    return names.filter((name): name is keyof Values & string => name in this.values);
  }
}
