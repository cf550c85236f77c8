import type { ChannelField, Words } from '@balcao/api';
import type { ChannelForm } from './form.svelte.ts';
import { fieldProblem } from './problems.ts';
import type { Values } from './values.ts';

export interface Suggestion {
  values: Values;
  /** What else is good to know about the address. */
  note: Words | null;
}

type Ask = (values: Values, signal: AbortSignal) => Promise<Suggestion>;

const nothing: Suggestion = { values: {}, note: null };
/** Long enough that an address is asked about when it is written, not while it is. */
const pause = 600;

/** What the server knows of a half-filled form. It fills in only what nobody has typed. */
export class Suggestions {
  asking = $state(false);
  /** Whether the server has answered about what stands there now. */
  answered = $state(false);
  note = $state.raw<Words | null>(null);
  /** The fields that were filled in for the reader. */
  found = $state.raw<ReadonlySet<string>>(new Set());
  /** Those of steps in which that left nothing to look up: they need not be looked at. */
  settled = $state.raw<ReadonlySet<string>>(new Set());
  readonly #form: ChannelForm;
  readonly #ask: Ask;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #call: AbortController | undefined;

  constructor(form: ChannelForm, ask: Ask) {
    this.#form = form;
    this.#ask = ask;
  }

  /** The fields that tell the server what it may know. */
  get keys(): readonly string[] {
    return this.#form.about.suggests;
  }

  /** A sentence on what was asked of the server belongs below this field. */
  isAfter(key: string): boolean {
    return key === this.keys.at(-1);
  }

  /** What the found settings belong to: the address as it was typed. */
  get subject(): string {
    return String(this.#form.values[this.keys[0] ?? ''] ?? '').trim();
  }

  /** Whether the server knew nothing, and somebody has to fill in what only the provider can tell. */
  get none(): boolean {
    const form = this.#form;
    const open = form.steps.some((step) => form.fields(step).some((field) => this.#isOpen(field)));
    return this.answered && this.settled.size === 0 && open;
  }

  /** A person has changed a field; the server is asked when that may tell it more. */
  changed(key: string): void {
    if (!this.keys.includes(key) && !(this.keys.length > 0 && this.#form.decides(key))) return;
    this.stop();
    this.answered = false;
    if (!this.#form.entrance && this.#isReady()) this.#timer = setTimeout(() => void this.#look(), pause);
    else this.#take(nothing);
  }

  /** What is under way is not wanted any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#call?.abort();
    this.asking = false;
  }

  async #look(): Promise<void> {
    const call = (this.#call = new AbortController());
    this.asking = true;
    const answer = await this.#ask(this.#known(), call.signal).catch(() => nothing);
    if (call.signal.aborted) return;
    this.asking = false;
    this.answered = true;
    this.#take(answer);
  }

  #take({ values, note }: Suggestion): void {
    const form = this.#form;
    const declared = new Set(form.all.map(({ key }) => key));
    const usable = Object.entries(values).filter(
      ([key]) => declared.has(key) && key !== form.about.sign_in?.field && !form.isTyped(key),
    );
    const found = new Set(usable.map(([key]) => key));
    for (const key of this.found) if (!found.has(key) && !form.isTyped(key)) form.put(key);
    for (const [key, value] of usable) form.put(key, value);
    this.note = note;
    this.found = found;
    this.settled = this.#settled();
  }

  #settled(): ReadonlySet<string> {
    const steps = this.#form.steps.map((step) => this.#form.fields(step));
    const done = steps.filter((fields) => !fields.some((field) => this.#isOpen(field)));
    return new Set(
      done.flatMap((fields) => fields.map(({ key }) => key).filter((key) => this.found.has(key))),
    );
  }

  /** Never a secret, nothing half typed, and nothing that the server itself has said before. */
  #known(): Values {
    const form = this.#form;
    const told = form.all.filter(
      (field) =>
        !['secret', 'readonly_copy'].includes(field.kind) &&
        !fieldProblem({ ...field, required: false }, form.values[field.key]) &&
        (form.isTyped(field.key) || !this.found.has(field.key)),
    );
    return Object.fromEntries(told.map(({ key }) => [key, $state.snapshot(form.values[key])]));
  }

  #isReady(): boolean {
    const fields = this.#form.all.filter(({ key }) => this.keys.includes(key));
    return fields.every((field) => !fieldProblem({ ...field, required: true }, this.#form.values[field.key]));
  }

  #isOpen({ key, kind, required }: ChannelField): boolean {
    const value = this.#form.values[key];
    const blank = value === '' || value === null;
    return required && blank && kind !== 'secret' && key !== 'name' && !this.keys.includes(key);
  }
}
