import type { AccountApi } from '@balcao/api';
import type { ChannelForm } from './form.svelte.ts';
import { keepTyped, signInAddress, takeTyped } from './sign-in.ts';
import type { Values } from './values.ts';

/** The way of an inbox through its provider's own page, and back. */
export class Door {
  /** The browser is on its way out; nothing asks it to stay. */
  left = $state(false);
  readonly #api: AccountApi;
  readonly #form: ChannelForm;
  readonly #go: (url: string) => void;

  constructor(api: AccountApi, form: ChannelForm, go = (url: string) => location.assign(url)) {
    this.#api = api;
    this.#form = form;
    this.#go = go;
  }

  /** Sends the browser to the provider; what is wrong stands in the form. */
  async leave(): Promise<void> {
    const form = this.#form;
    const provider = form.entrance;
    if (!provider) return;
    const url = await form.submit(() => signInAddress(this.#api, provider, this.#known()));
    if (!url) return;
    keepTyped(form.about.kind, this.#open());
    this.left = true;
    this.#go(url);
  }

  /** Puts back what had been typed before the browser left. */
  comeBack(): void {
    for (const [key, value] of Object.entries(takeTyped(this.#form.about.kind))) this.#form.set(key, value);
  }

  /** How the inbox is to be called, what may help the provider to know who comes, and what is taken along. */
  #known(): Values {
    const { about, inbox } = this.#form;
    const told = this.#filled(['name', ...about.suggests]);
    return { ...told, inbox_id: inbox?.id, values: this.#filled(about.sign_in?.takes ?? []) };
  }

  /** Those of the fields that are there to be filled in, and are. */
  #filled(keys: readonly string[]): Values {
    const form = this.#form;
    const shown = form.steps.flatMap((step) => form.fields(step).map(({ key }) => key));
    const filled = keys.filter((key) => shown.includes(key) && form.values[key]);
    return Object.fromEntries(filled.map((key) => [key, form.values[key]]));
  }

  #open(): Values {
    const form = this.#form;
    const typed = form.all.filter(({ key, kind }) => kind !== 'secret' && form.isTyped(key));
    return Object.fromEntries(typed.map(({ key }) => [key, $state.snapshot(form.values[key])]));
  }
}
