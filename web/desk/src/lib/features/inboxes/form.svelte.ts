import { ApiError, type ChannelAbout, type ChannelField, type ChannelStep, type Inbox } from '@balcao/api';
import { failureText } from '#lib/form/form.svelte.ts';
import { fieldProblem } from './problems.ts';
import { readValue, same, writeValue, type Values } from './values.ts';

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

const blanks: Partial<Record<ChannelField['kind'], unknown>> = { bool: false, choices: [], int: null };

function startValue(field: ChannelField, inbox: Inbox | null): unknown {
  const kept = inbox ? readValue(inbox, field.key) : undefined;
  return structuredClone(kept ?? field.default ?? blanks[field.kind] ?? '');
}

/** The form of one channel, as the channel declares it: to make an inbox, or to change one that exists. */
export class ChannelForm {
  readonly about: ChannelAbout;
  readonly inbox: Inbox | null;
  values = $state<Values>({});
  errors = $state<Record<string, string>>({});
  failure = $state<string | null>(null);
  busy = $state(false);
  #kept = $state.raw<Values>({});

  constructor(about: ChannelAbout, inbox: Inbox | null = null) {
    this.about = about;
    this.inbox = inbox;
    for (const field of this.#all()) this.values[field.key] = startValue(field, inbox);
    this.#kept = $state.snapshot(this.values);
  }

  get changed(): boolean {
    return this.#all().some((field) => this.#differs(field));
  }

  /** The fields of a step that are to be shown now. A new inbox has nothing to copy yet; a made one keeps what is fixed. */
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

  set(key: string, value: unknown): void {
    this.values[key] = value;
    this.errors = Object.fromEntries(Object.entries(this.errors).filter(([wrong]) => wrong !== key));
  }

  /** True when nothing that would be sent is wrong; else the errors say what is. */
  check(): boolean {
    const fields = this.#toSend();
    const found = fields.map((field) => [field.key, fieldProblem(field, this.values[field.key])] as const);
    this.errors = Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== null));
    return Object.keys(this.errors).length === 0;
  }

  /** The body that makes the inbox, or the one that changes only what was changed in it. */
  body(): Values {
    const body: Values = {};
    const channel: Values = this.inbox ? {} : { type: this.about.kind };
    for (const field of this.#toSend()) {
      const value = $state.snapshot(this.values[field.key]);
      writeValue(common.has(field.key) ? body : channel, field.key, value);
    }
    if (Object.keys(channel).length > 0) body.channel = channel;
    return body;
  }

  /** Sends the body; what was typed stays as it is when the server refuses it. */
  async submit<Answer>(send: (body: Values) => Promise<Answer>): Promise<Answer | null> {
    if (this.busy || !this.check()) return null;
    this.busy = true;
    this.failure = null;
    try {
      const answer = await send(this.body());
      this.#kept = $state.snapshot(this.values);
      return answer;
    } catch (error) {
      this.#refuse(error);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** Of a new inbox all that was asked; of one that exists what was changed, shown now or not. */
  #toSend(): ChannelField[] {
    const fields = this.inbox ? this.#all() : this.steps.flatMap((step) => this.fields(step));
    return fields.filter((field) => field.kind !== 'readonly_copy' && (!this.inbox || this.#differs(field)));
  }

  #all(): ChannelField[] {
    return this.about.steps.flatMap((step) => step.fields);
  }

  #offered(field: ChannelField): boolean {
    if (this.inbox) return field.editable_after || field.kind === 'readonly_copy';
    return field.kind !== 'readonly_copy';
  }

  #wanted(field: ChannelField): boolean {
    const conditions = Object.entries(field.show_if ?? {});
    return conditions.every(([key, value]) => same(this.values[key], value));
  }

  #differs(field: ChannelField): boolean {
    return !same(this.values[field.key], this.#kept[field.key]);
  }

  #refuse(error: unknown): void {
    const names = error instanceof ApiError ? error.attributes : [];
    const keys = this.#all().map((field) => field.key);
    const known = names.flatMap((name) => keys.find((key) => key === name || key.endsWith(`.${name}`)) ?? []);
    if (known.length === 0) this.failure = failureText(error);
    for (const key of known) this.errors[key] = failureText(error);
  }
}
