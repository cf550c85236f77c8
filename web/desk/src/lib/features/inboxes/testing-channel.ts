import type { ChannelAbout, ChannelField, Inbox } from '@balcao/api';

export const words = (text: string) => ({ 'pt-BR': text, en: `${text} (en)`, es: `${text} (es)` });

export function field(key: string, more: Partial<ChannelField> = {}): ChannelField {
  return {
    key,
    label: words(key),
    help: null,
    kind: 'text',
    required: false,
    default: null,
    choices: null,
    pattern: null,
    max_length: null,
    show_if: null,
    editable_after: true,
    same_as: null,
    ...more,
  };
}

const byPassword = { show_if: { office: 'own', fetching: true } };

/** A channel at whose provider one signs in, or whose servers have to be told: post by owl. */
export const owlPost: ChannelAbout = {
  kind: 'owl',
  channel_type: 'Owl',
  icon: '',
  title: words('Coruja'),
  summary: words(''),
  steps: [
    {
      key: 'account',
      title: words('Conta'),
      on_create: true,
      fields: [
        field('name', { required: true }),
        field('address', { kind: 'email', required: true }),
        field('office', {
          kind: 'select',
          default: 'own',
          choices: [
            { value: 'ministry', label: words('Ministério (todos os andares)') },
            { value: 'own', label: words('Outro') },
          ],
        }),
        field('vault', { kind: 'email', show_if: { office: 'ministry' }, editable_after: false }),
        field('fetching', { kind: 'bool', default: false, show_if: { office: ['own', 'village'] } }),
      ],
    },
    {
      key: 'receiving',
      title: words('Recebimento'),
      on_create: true,
      fields: [
        field('host', { required: true, ...byPassword }),
        field('port', { kind: 'int', default: 993, ...byPassword }),
        field('protection', { kind: 'select', choices: [], ...byPassword }),
        field('password', { kind: 'secret', required: true, ...byPassword }),
        field('sending_password', { kind: 'secret', same_as: 'password', ...byPassword }),
        field('perches', { show_if: [{ office: 'ministry' }, byPassword.show_if] }),
      ],
    },
    {
      key: 'carry',
      title: words('Levar'),
      on_create: false,
      fields: [field('perch', { kind: 'readonly_copy' })],
    },
  ],
  capabilities: {
    text_max: null,
    media: [],
    files_per_message: 1,
    markup: 'plain',
    can_start_conversation: true,
    carries_on: true,
    subject: true,
    copies: true,
    names_sent: true,
    typing: false,
    receipts: false,
  },
  sign_in: { field: 'office', providers: ['ministry'], takes: ['vault'] },
  suggests: ['address'],
  watched: true,
  phrases: [],
};

export const owlInbox = {
  id: 4,
  name: 'Corujas',
  channel_type: 'Owl',
  address: 'ana@owl.example',
  office: 'own',
  fetching: true,
  host: 'perch.owl.example',
  port: 993,
  perch: 'k1@balcao.example',
} as unknown as Inbox;
