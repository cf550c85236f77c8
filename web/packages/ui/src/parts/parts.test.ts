import { createRawSnippet, flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import Avatar from './Avatar.svelte';
import Button from './Button.svelte';
import CopyField from './CopyField.svelte';
import PasswordField from './PasswordField.svelte';
import SelectField from './SelectField.svelte';
import Switch from './Switch.svelte';
import TextField from './TextField.svelte';

let shown: Record<string, unknown> | undefined;

function show<Props extends Record<string, unknown>>(
  component: Component<Props, Record<string, unknown>, string>,
  props: Props,
): void {
  shown = mount(component, { target: document.body, props });
  flushSync();
}

function find<Kind extends HTMLElement>(selector: string): Kind {
  const found = document.querySelector<Kind>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
}

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));

afterEach(() => {
  if (shown) void unmount(shown);
  document.body.innerHTML = '';
});

describe('Button', () => {
  it('takes no second click while its work is under way, and keeps its focus', () => {
    const onclick = vi.fn();
    show(Button, { busy: true, onclick, children: words('Salvar') });
    const button = find<HTMLButtonElement>('button');
    button.focus();
    button.click();
    expect(onclick).not.toHaveBeenCalled();
    expect(button.getAttribute('aria-busy')).toBe('true');
    expect(document.activeElement).toBe(button);
  });

  it('does not send a form twice', () => {
    show(Button, {
      busy: true,
      type: 'submit' as const,
      children: words('Salvar'),
    });
    const button = find<HTMLButtonElement>('button');
    const event = new MouseEvent('click', { cancelable: true, bubbles: true });
    button.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
  });

  it('is a link when it leads somewhere', () => {
    show(Button, { href: '/app/login', children: words('Entrar') });
    expect(find<HTMLAnchorElement>('a').getAttribute('href')).toBe('/app/login');
  });
});

describe('TextField', () => {
  it('ties its label, help and error to the box', () => {
    show(TextField, {
      label: 'E-mail',
      help: 'Ajuda',
      error: 'Errado',
    });
    const input = find<HTMLInputElement>('input');
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ');
    expect(described.map((id) => document.getElementById(id)?.textContent?.trim())).toEqual([
      'Errado',
      'Ajuda',
    ]);
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(find<HTMLLabelElement>('label').htmlFor).toBe(input.id);
  });
});

describe('PasswordField', () => {
  it('shows what was typed and hides it again', () => {
    const labels = { label: 'Senha', showLabel: 'Mostrar', hideLabel: 'Ocultar' };
    show(PasswordField, { ...labels, value: 'segredo' });
    const eye = find<HTMLButtonElement>('button');
    expect(find<HTMLInputElement>('input').type).toBe('password');
    eye.click();
    flushSync();
    expect(find<HTMLInputElement>('input').type).toBe('text');
    expect(eye.getAttribute('aria-label')).toBe('Ocultar');
  });
});

describe('SelectField', () => {
  it('tells what was chosen', () => {
    const onchoose = vi.fn();
    const options = ['pt-BR', 'en'].map((value) => ({ value, label: value }));
    show(SelectField, {
      label: 'Idioma',
      value: 'pt-BR',
      options,
      onchoose,
    });
    const select = find<HTMLSelectElement>('select');
    select.value = 'en';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    expect(onchoose).toHaveBeenCalledWith('en');
  });
});

describe('Switch', () => {
  it('is a switch to those who cannot see it', () => {
    const onchoose = vi.fn();
    show(Switch, { label: 'Saudação', onchoose });
    const box = find<HTMLInputElement>('[role="switch"]');
    box.click();
    expect(onchoose).toHaveBeenCalledWith(true);
  });
});

describe('Avatar', () => {
  it('falls back to initials, of any script and of no name at all', () => {
    for (const [name, initials] of [
      ['Ana Beatriz Moura', 'AM'],
      ['  caio ', 'C'],
      ['Élodie', 'É'],
      ['👩‍🍳 Chef', '👩C'],
      ['', '?'],
    ] as const) {
      document.body.innerHTML = '';
      show(Avatar, { name });
      expect(find('.initials').textContent).toBe(initials);
    }
  });

  it('shows initials where the picture cannot be had', () => {
    show(Avatar, { name: 'Ana Moura', src: '/gone.png' });
    find<HTMLImageElement>('img').dispatchEvent(new Event('error'));
    flushSync();
    expect(find('.initials').textContent).toBe('AM');
  });
});

describe('CopyField', () => {
  it('copies the text and says so', async () => {
    const writeText = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    show(CopyField, {
      label: 'Código',
      text: '<script>',
      copyLabel: 'Copiar',
      copiedLabel: 'Copiado',
    });
    find<HTMLButtonElement>('button').click();
    await vi.waitFor(() => expect(find('[role="status"]').textContent).toBe('Copiado'));
    expect(writeText).toHaveBeenCalledWith('<script>');
    vi.unstubAllGlobals();
  });
});
