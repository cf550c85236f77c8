import { beforeAll, describe, expect, test } from 'vitest';
import { luminance } from '../../common/color.ts';
import type { Channel, PreChatField, WorkingDay } from '../api/shapes.ts';
import { chooseFiles, nameOf, sizeText } from './files.ts';
import { isWorkingTime } from './hours.ts';
import { dayOf, language, pickLocale, t } from './locale.svelte.ts';
import { contrast, paletteOf } from './palette.ts';
import { complaintAbout, fieldsToAsk, profileOf } from '../later/prechat.ts';
import { Store } from './store.ts';

beforeAll(() => language.speak('pt-BR'));

describe('colours', () => {
  test.each(['#1f93ff', '#ffffff', '#000000', '#ffd400', '#00c2a8', '#e11d48', '#7c3aed', '#808080'])(
    '%s is legible everywhere',
    (color) => {
      const palette = paletteOf(color);
      const against = (one: string, other: string): number => contrast(luminance(one), luminance(other));
      expect(against(palette.accent, palette.onAccent)).toBeGreaterThanOrEqual(4.5);
      expect(against(palette.accentText, '#ffffff')).toBeGreaterThanOrEqual(4.5);
      expect(against(palette.accentTextDark, '#16181d')).toBeGreaterThanOrEqual(4.5);
    },
  );

  test('XSS-13: what is no colour becomes the standard one', () => {
    expect(paletteOf('red;}body{x')).toEqual(paletteOf('#1f93ff'));
  });
});

describe('words', () => {
  test('any form of a language is understood, and an unknown one is passed over', () => {
    expect([
      pickLocale('pt_BR'),
      pickLocale('pt'),
      pickLocale('es-AR'),
      pickLocale('fr', 'pt-BR'),
      pickLocale(null),
    ]).toEqual(['pt-BR', 'pt-BR', 'es', 'pt-BR', 'en']);
  });

  test('gaps are filled, and numbers choose the form', () => {
    expect(t('typing', { name: 'Ana' })).toBe('Ana está digitando');
    expect([t('unread', { count: 1 }), t('unread', { count: 3 })]).toEqual([
      '1 nova mensagem',
      '3 novas mensagens',
    ]);
  });

  test('days are named as people name them', () => {
    const now = new Date(2026, 10, 24, 0, 30);
    const at = (day: number, hour: number): number => new Date(2026, 10, day, hour).getTime() / 1_000;
    expect([dayOf(at(24, 0), now), dayOf(at(23, 23), now)]).toEqual(['Hoje', 'Ontem']);
    expect(dayOf(at(20, 9), now)).toContain('20 de novembro');
  });
});

describe('working hours', () => {
  const day = (fields: Partial<WorkingDay>): WorkingDay => ({
    day_of_week: 2,
    closed_all_day: false,
    open_all_day: false,
    open_hour: 9,
    open_minutes: 30,
    close_hour: 18,
    close_minutes: 0,
    ...fields,
  });
  const channel = (hours: WorkingDay[]): Channel =>
    ({ workingHoursEnabled: true, workingHours: hours, timezone: 'America/Sao_Paulo' }) as Channel;
  const tuesday = (time: string): Date => new Date(`2026-11-24T${time}:00-03:00`);

  test('the inbox’s own time zone counts, to the minute', () => {
    const open = channel([day({})]);
    const times = ['09:29', '09:30', '17:59', '18:00'];
    expect(times.map((time) => isWorkingTime(open, tuesday(time)))).toEqual([false, true, true, false]);
  });

  test('closed and open all day', () => {
    expect(isWorkingTime(channel([day({ closed_all_day: true })]), tuesday('12:00'))).toBe(false);
    expect(isWorkingTime(channel([day({ open_all_day: true })]), tuesday('03:00'))).toBe(true);
  });
});

describe('the pre-chat form', () => {
  const email: PreChatField = {
    name: 'emailAddress',
    type: 'email',
    field_type: 'standard',
    required: true,
    enabled: true,
  };
  const phone: PreChatField = { name: 'phoneNumber', type: 'text', field_type: 'standard', enabled: true };
  const code: PreChatField = {
    name: 'code',
    type: 'text',
    field_type: 'contact_attribute',
    enabled: true,
    regex_pattern: '/^[A-Z]{3}$/i',
  };
  const topic: PreChatField = {
    name: 'topic',
    type: 'list',
    field_type: 'conversation_attribute',
    enabled: true,
    values: ['a'],
  };
  const off: PreChatField = { name: 'fullName', type: 'text', enabled: false };
  const channel = {
    preChatFormOptions: { pre_chat_fields: [email, phone, code, topic, off] },
  } as unknown as Channel;

  test('asks for what is enabled and not known yet', () => {
    expect(fieldsToAsk(channel, null)).toEqual([email, phone, code, topic]);
    const known = { id: 1, has_email: true, has_name: true, has_phone_number: false };
    expect(fieldsToAsk(channel, known)).toEqual([phone, code, topic]);
  });

  test.each([
    [email, '', 'errorRequired'],
    [email, 'ana@x', 'errorEmail'],
    [email, 'ana@x.example', null],
    [phone, '', null],
    [phone, '11 91234-5678', 'errorPhone'],
    [phone, '+55 (11) 91234-5678', null],
    [code, 'ab', 'errorPattern'],
    [code, 'abc', null],
    [{ ...code, regex_pattern: '(' }, 'anything', null],
    [{ ...code, type: 'link', regex_pattern: null }, 'javascript:x', 'errorLink'],
  ] as const)('%j with %j: %s', (field, answer, complaint) => {
    expect(complaintAbout(field as PreChatField, answer)).toBe(complaint);
  });

  test('answers go where the contract wants them', () => {
    const answers = {
      emailAddress: ' a@x.example ',
      phoneNumber: '+55 11 91234-5678',
      code: 'ABC',
      topic: '',
    };
    expect(profileOf([email, phone, code, topic], answers)).toEqual({
      contact: { email: 'a@x.example', phone_number: '+5511912345678' },
      contactAttributes: { code: 'ABC' },
      conversationAttributes: {},
    });
  });
});

describe('files', () => {
  const file = (name: string, type: string, size = 10): File => {
    const made = new File(['x'], name, { type });
    Object.defineProperty(made, 'size', { value: size });
    return made;
  };

  test('what the server would refuse is not taken, and the visitor is told why', () => {
    const found = [
      file('a.png', 'image/png'),
      file('b.exe', 'application/x-msdownload'),
      file('c.pdf', '', 50 * 1_048_576),
    ];
    const { files, problem } = chooseFiles([], found, 40);
    expect(files.map(({ name }) => name)).toEqual(['a.png']);
    expect(problem).toContain('c.pdf tem mais de 40 MB');
    expect(chooseFiles(Array(15).fill(found[0]), [file('d.png', 'image/png')], 40).problem).toContain('15');
  });

  test('names and sizes are as people write them', () => {
    expect(nameOf('https://x.example/f/nota%20fiscal.pdf?x=1')).toBe('nota fiscal.pdf');
    expect([sizeText(900, 'pt-BR'), sizeText(1_536, 'pt-BR'), sizeText(5_242_880, 'en')]).toEqual([
      '900 B',
      '1,5 kB',
      '5 MB',
    ]);
  });
});

describe('storage', () => {
  const blocked = (): Storage => {
    throw new DOMException('blocked', 'SecurityError');
  };

  test('where it is blocked, the memory serves', () => {
    const store = new Store('T', undefined, blocked);
    store.set('out:1', 'a');
    expect([store.get('out:1'), store.keys('out:')]).toEqual(['a', ['out:1']]);
    store.clear();
    expect(store.get('out:1')).toBe('');
  });

  test('where it is blocked, the host’s page keeps what has to survive a reload', () => {
    const kept: Record<string, string> = { 'out:1': 'earlier' };
    const keep = (key: string, value: string | null): void => {
      if (value === null) Reflect.deleteProperty(kept, key);
      else kept[key] = value;
    };
    const store = new Store('T', { kept, keep }, blocked);
    expect(store.get('out:1')).toBe('earlier');
    store.set('draft', 'typed');
    store.remove('out:1');
    expect(kept).toEqual({ draft: 'typed' });
  });

  test('where it is full, nothing is lost while the page lives', () => {
    const full = {
      getItem: () => null,
      setItem: () => expect.fail('full'),
      removeItem: () => undefined,
      length: 0,
      key: () => null,
    };
    const store = new Store('T', undefined, () => full as unknown as Storage);
    store.set('draft', 'typed');
    expect(store.get('draft')).toBe('typed');
  });

  test('inboxes do not see each other', () => {
    new Store('one').set('draft', 'a');
    expect(new Store('two').get('draft')).toBe('');
    expect(new Store('one').keys('')).toEqual(['draft']);
  });
});
