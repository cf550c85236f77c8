import { isRecord, readMessage, type Fields } from '../../common/messages.ts';

export type Scheme = 'light' | 'auto' | 'dark';

/** The settings that the loader hands over in `config-set`; a key of the wrong kind counts as not given. */
export interface HostConfig {
  authToken?: string;
  fresh?: boolean;
  locale?: string;
  darkMode?: Scheme;
  hideMessageBubble?: boolean;
  isMobile?: boolean;
  showPopoutButton?: boolean;
  welcomeTitle?: string;
  welcomeDescription?: string;
  availableMessage?: string;
  unavailableMessage?: string;
  enableFileUpload?: boolean | null;
  enableEmojiPicker?: boolean;
  enableEndConversation?: boolean;
}

/** What the page around the chat may ask of it. Anything of another shape is as if it was never said. */
export type HostMessage =
  | { event: 'config-set'; config: HostConfig }
  | { event: 'toggle-open'; isOpen: boolean; focus: boolean; authToken: string }
  | { event: 'set-user'; identifier: string; user: Fields }
  | { event: 'set-custom-attributes' | 'set-conversation-custom-attributes'; customAttributes: Fields }
  | { event: 'delete-custom-attribute' | 'delete-conversation-custom-attribute'; customAttribute: string }
  | { event: 'set-label' | 'remove-label'; label: string }
  | { event: 'set-locale'; locale: string }
  | { event: 'set-color-scheme'; darkMode: Scheme }
  | { event: 'toggle-close-button'; isMobile: boolean }
  | { event: 'sdk-set-bubble-visibility'; hideMessageBubble: boolean }
  | { event: 'change-url'; referrerURL: string };

const KINDS: Record<keyof HostConfig, string> = {
  authToken: 'string',
  fresh: 'boolean',
  locale: 'string',
  darkMode: 'string',
  hideMessageBubble: 'boolean',
  isMobile: 'boolean',
  showPopoutButton: 'boolean',
  welcomeTitle: 'string',
  welcomeDescription: 'string',
  availableMessage: 'string',
  unavailableMessage: 'string',
  enableFileUpload: 'boolean',
  enableEmojiPicker: 'boolean',
  enableEndConversation: 'boolean',
};

type Reader = (raw: Fields) => HostMessage | null;

const text = (value: unknown): string | null => (typeof value === 'string' && value.length < 5_000 ? value : null);

const withText =
  (key: string): Reader =>
  (raw) =>
    text(raw[key]) ? (raw as HostMessage) : null;

const withFields =
  (key: string): Reader =>
  (raw) =>
    isRecord(raw[key]) ? (raw as HostMessage) : null;

const withFlag =
  (key: string): Reader =>
  (raw) =>
    typeof raw[key] === 'boolean' ? (raw as HostMessage) : null;

const READERS = new Map<string, Reader>([
  ['config-set', (raw) => ({ event: 'config-set', config: readConfig(raw) })],
  ['toggle-open', readToggle],
  ['set-user', readUser],
  ['set-custom-attributes', withFields('customAttributes')],
  ['set-conversation-custom-attributes', withFields('customAttributes')],
  ['delete-custom-attribute', withText('customAttribute')],
  ['delete-conversation-custom-attribute', withText('customAttribute')],
  ['set-label', withText('label')],
  ['remove-label', withText('label')],
  ['set-locale', withText('locale')],
  ['set-color-scheme', (raw) => ({ event: 'set-color-scheme', darkMode: readScheme(raw.darkMode) })],
  ['toggle-close-button', withFlag('isMobile')],
  ['sdk-set-bubble-visibility', withFlag('hideMessageBubble')],
  ['change-url', withText('referrerURL')],
]);

/** Read one message of the host's page, or null when it is none. Origin and source are the caller's to check. */
export function readHostMessage(data: unknown): HostMessage | null {
  const raw = readMessage(data);
  return (raw && READERS.get(raw.event)?.(raw)) ?? null;
}

function readToggle(raw: Fields): HostMessage | null {
  if (typeof raw.isOpen !== 'boolean') return null;
  return { event: 'toggle-open', isOpen: raw.isOpen, focus: raw.focus === true, authToken: text(raw.authToken) ?? '' };
}

function readUser(raw: Fields): HostMessage | null {
  const { identifier, user } = raw;
  if (typeof identifier !== 'string' && typeof identifier !== 'number') return null;
  return isRecord(user) ? { event: 'set-user', identifier: String(identifier), user } : null;
}

function readConfig(raw: Fields): HostConfig {
  const config: Fields = {};
  for (const [key, kind] of Object.entries(KINDS)) if (typeof raw[key] === kind) config[key] = raw[key];
  if ('darkMode' in config) config.darkMode = readScheme(config.darkMode);
  return config;
}

export function readScheme(value: unknown): Scheme {
  return value === 'auto' || value === 'dark' ? value : 'light';
}
