import { emailProblem, problems } from '#lib/form/checks.ts';
import { Form } from '#lib/form/form.svelte.ts';

export type Reader = 'contact' | 'me' | 'other';

interface Choice {
  reader: Reader;
  /** What was typed for somebody else. */
  email: string;
}

/** Who is to get the transcript. `known` are the addresses of those who need not be typed. */
export class Transcript {
  readonly known: Record<'contact' | 'me', string>;
  readonly form: Form<Choice>;

  constructor(contact: string | null, me: string | null) {
    this.known = { contact: contact ?? '', me: me ?? '' };
    const check = () => problems({ email: emailProblem(this.address) });
    this.form = new Form<Choice>({ reader: this.readers[0] ?? 'other', email: '' }, { check });
  }

  /** The choices there are: whoever has no address is none. */
  get readers(): Reader[] {
    const known = (['contact', 'me'] as const).filter((reader) => this.known[reader]);
    return [...known, 'other'];
  }

  get address(): string {
    const { reader, email } = this.form.values;
    return reader === 'other' ? email.trim() : this.known[reader];
  }

  /** What is wrong, unless it is said at the field. */
  get failure(): string | null {
    const { values, errors, failure } = this.form;
    return failure ?? (values.reader === 'other' ? null : (errors.email ?? null));
  }

  choose(reader: Reader): void {
    this.form.values.reader = reader;
    this.form.errors = {};
    this.form.failure = null;
  }

  /** The address to which it goes; null when something has to be put right first. */
  async send(mail: (address: string) => Promise<unknown>): Promise<string | null> {
    const { address } = this;
    return (await this.form.submit(() => mail(address))) ? address : null;
  }
}
