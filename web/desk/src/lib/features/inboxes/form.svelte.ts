import {
  ApiError,
  type ChannelAbout,
  type ChannelField,
  type ChannelStep,
  type FieldCase,
  type Inbox,
} from '@balcao/api';
import { failureDetail, failureText } from '#lib/form/form.svelte.ts';
import { fieldProblem } from './problems.ts';
import { readValue, same, without, writeValue, type Values } from './values.ts';

/** What every inbox has, whatever its channel: named beside `channel` in the interface, not inside it. */
const common = new Set([
  'name',
  'greeting_enabled',
  'greeting_message',
  'enable_email_collect',
  'enable_auto_assignment',
  'allow_messages_after_resolved',
  'lock_to_single_conversation',
  'sender_name_type',
  'business_name',
]);

const blanks: Partial<Record<ChannelField['kind'], unknown>> = {
  bool: false,
  choices: [],
  int: null,
  inbox: null,
  select: null,
};

/** One of these must hold, each whole, for a field to be asked for. */
function casesOf({ show_if }: ChannelField): FieldCase[] {
  return Array.isArray(show_if) ? show_if : [show_if ?? {}];
}

function startValue(field: ChannelField, inbox: Inbox | null): unknown {
  const kept = inbox ? readValue(inbox, field.key) : undefined;
  const blank = field.kind in blanks ? blanks[field.kind] : '';
  return structuredClone(kept ?? field.default ?? blank);
}

/** The form of one channel, as the channel declares it: to make an inbox, or to change one that exists. */
export class ChannelForm {
  readonly about: ChannelAbout;
  readonly inbox: Inbox | null;
  values = $state<Values>({});
  errors = $state<Record<string, string>>({});
  /** By field, what somebody else's server answered when its value was tried. */
  details = $state<Record<string, string>>({});
  failure = $state<string | null>(null);
  busy = $state(false);
  #kept = $state.raw<Values>({});
  readonly #typed = new Set<string>();

  constructor(about: ChannelAbout, inbox: Inbox | null = null) {
    this.about = about;
    this.inbox = inbox;
    for (const field of this.all) this.values[field.key] = startValue(field, inbox);
    this.#kept = $state.snapshot(this.values);
  }

  get all(): ChannelField[] {
    return this.about.steps.flatMap((step) => step.fields);
  }

  get changed(): boolean {
    return this.all.some((field) => this.#differs(field));
  }

  /** The provider at which the owner has to sign in, instead of this form being sent; null where he need not. */
  get entrance(): string | null {
    const { sign_in } = this.about;
    if (!sign_in) return null;
    const chosen = this.values[sign_in.field];
    if (this.inbox && same(chosen, this.#kept[sign_in.field])) return null;
    return sign_in.providers.find((provider) => provider === chosen) ?? null;
  }

  /** The fields of a step to show now. A new inbox has nothing to copy yet; a made one keeps what is fixed. */
  fields(step: ChannelStep): ChannelField[] {
    return step.fields.filter((field) => this.#offered(field) && this.#wanted(field));
  }

  /** The steps that have something to show: for a new inbox only those it cannot do without. */
  get steps(): ChannelStep[] {
    return this.about.steps.filter((step) => (this.inbox || step.on_create) && this.fields(step).length > 0);
  }

  /** The steps with nothing to fill in, only something to carry elsewhere. */
  get stepsToCopy(): ChannelStep[] {
    return this.steps.filter((step) => this.fields(step).every((field) => field.kind === 'readonly_copy'));
  }

  /** Whether other fields are there or not by what this one says. */
  decides(key: string): boolean {
    return (
      key === this.about.sign_in?.field || this.all.some((field) => casesOf(field).some((one) => key in one))
    );
  }

  /** Whether a person has put something here. */
  isTyped(key: string): boolean {
    const value = this.values[key];
    return this.#typed.has(key) && value !== '' && value !== null;
  }

  /** A value that a person gives. */
  set(key: string, value: unknown): void {
    this.#typed.add(key);
    this.put(key, value);
  }

  /** A value that nobody typed: a suggestion, or without a value the one that the field began with. */
  put(key: string, value: unknown = this.#kept[key]): void {
    this.values[key] = value;
    this.errors = without(this.errors, key);
    this.details = without(this.details, key);
  }

  /** True when nothing that would be sent is wrong; else the errors say what is. */
  check(): boolean {
    const found = this.#toSend().map((field) => [field.key, this.#problem(field)] as const);
    this.errors = Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== null));
    this.details = {};
    return Object.keys(this.errors).length === 0;
  }

  /** What is wrong with fields that the page of a step does not show. */
  unseen(step: ChannelStep): { field: ChannelField; error: string }[] {
    const seen = this.fields(step).map(({ key }) => key);
    const wrong = this.all.filter(({ key }) => this.errors[key] && !seen.includes(key));
    return wrong.map((field) => ({ field, error: this.errors[field.key] ?? '' }));
  }

  /** The body that makes the inbox, or the one that changes only what was changed in it. */
  body(): Values {
    const body: Values = {};
    const channel: Values = this.inbox ? {} : { type: this.about.kind };
    for (const field of this.#toSend()) {
      const value = $state.snapshot(this.#said(field));
      writeValue(common.has(field.key) ? body : channel, field.key, value);
    }
    if (Object.keys(channel).length > 0) body.channel = channel;
    return body;
  }

  /** What a new inbox gets where nothing was typed may stand in another field. */
  #said(field: ChannelField): unknown {
    const value = this.values[field.key];
    const other = this.all.find(({ key }) => key === field.same_as);
    const borrows = !this.inbox && value === '' && other && this.#wanted(other);
    return borrows ? this.values[other.key] : value;
  }

  /** Sends the body; what was typed stays as it is when the server refuses it. */
  async submit<Answer>(send: (body: Values) => Promise<Answer>): Promise<Answer | null> {
    if (this.busy) return null;
    this.failure = null;
    if (!this.check()) return null;
    this.busy = true;
    try {
      const answer = await send(this.body());
      this.#keep();
      return answer;
    } catch (error) {
      this.#refuse(error);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** What was sent is what the inbox is now. A secret that it keeps is not shown again, nor sent twice. */
  #keep(): void {
    if (this.inbox) for (const field of this.all) if (field.kind === 'secret') this.values[field.key] = '';
    this.#kept = $state.snapshot(this.values);
  }

  /** Of a new inbox all that was asked; of one that exists what was changed, shown now or not. */
  #toSend(): ChannelField[] {
    const fields = this.inbox ? this.all : this.steps.flatMap((step) => this.fields(step));
    return fields.filter((field) => field.kind !== 'readonly_copy' && (!this.inbox || this.#differs(field)));
  }

  #problem(field: ChannelField): string | null {
    // Who signs in may leave it to the provider to say who that is.
    const required = field.required && (this.inbox !== null || !this.entrance);
    return fieldProblem({ ...field, required }, this.values[field.key]);
  }

  #offered(field: ChannelField): boolean {
    if (field.kind === 'readonly_copy') return Boolean(this.inbox && this.values[field.key]);
    if (this.inbox) return field.editable_after;
    return !this.entrance || this.#opens(field.key);
  }

  /** Whether a field is asked even of somebody who signs in at a provider. */
  #opens(key: string): boolean {
    const { sign_in, suggests } = this.about;
    return ['name', sign_in?.field, ...(sign_in?.takes ?? []), ...suggests].includes(key);
  }

  #wanted(field: ChannelField): boolean {
    return casesOf(field).some((one) => Object.entries(one).every(([key, value]) => this.#is(key, value)));
  }

  #is(key: string, value: unknown): boolean {
    const allowed: unknown[] = Array.isArray(value) ? value : [value];
    return allowed.some((one) => same(this.values[key], one));
  }

  #differs(field: ChannelField): boolean {
    return !same(this.values[field.key], this.#kept[field.key]);
  }

  #refuse(error: unknown): void {
    const names = error instanceof ApiError ? error.attributes : [];
    const keys = this.all.map((field) => field.key);
    const known = names.flatMap((name) => keys.find((key) => key === name || key.endsWith(`.${name}`)) ?? []);
    if (known.length === 0) this.failure = failureText(error);
    const detail = failureDetail(error);
    for (const key of known) {
      this.errors[key] = failureText(error);
      if (detail) this.details[key] = detail;
    }
  }
}
