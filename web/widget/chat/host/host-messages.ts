import { isRecord, readMessage, type Fields } from '../../common/messages.ts';

export type Scheme = 'light' | 'auto' | 'dark';

/** The settings that the loader hands over in `config-set`; a key of the wrong kind counts as not given. */
export interface HostConfig {
  authToken?: string;
  fresh?: boolean;
  /** What the host's page keeps for a chat that may keep nothing itself. */
  kept?: Record<string, string>;
  locale?: string;
  darkMode?: Scheme;
  hideMessageBubble?: boolean;
  isMobile?: boolean;
  showPopoutButton?: boolean;
  showUnreadMessagesDialog?: boolean;
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

/** One value of each key's kind. */
const SAMPLE: Required<HostConfig> = {
  authToken: '',
  fresh: true,
  kept: {},
  locale: '',
  darkMode: 'light',
  hideMessageBubble: true,
  isMobile: true,
  showPopoutButton: true,
  showUnreadMessagesDialog: true,
  welcomeTitle: '',
  welcomeDescription: '',
  availableMessage: '',
  unavailableMessage: '',
  enableFileUpload: true,
  enableEmojiPicker: true,
  enableEndConversation: true,
};

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length < 5_000;
const isFlag = (value: unknown): boolean => typeof value === 'boolean';

/** The key that each message cannot do without, and what it has to be. */
const NEEDS: Record<Exclude<HostMessage['event'], 'config-set'>, [string, (value: unknown) => boolean]> = {
  'toggle-open': ['isOpen', isFlag],
  'set-user': ['user', isRecord],
  'set-custom-attributes': ['customAttributes', isRecord],
  'set-conversation-custom-attributes': ['customAttributes', isRecord],
  'delete-custom-attribute': ['customAttribute', isText],
  'delete-conversation-custom-attribute': ['customAttribute', isText],
  'set-label': ['label', isText],
  'remove-label': ['label', isText],
  'set-locale': ['locale', isText],
  'set-color-scheme': ['darkMode', isText],
  'toggle-close-button': ['isMobile', isFlag],
  'sdk-set-bubble-visibility': ['hideMessageBubble', isFlag],
  'change-url': ['referrerURL', isText],
};

/** Read one message of the host's page, or null when it is none. Origin and source are the caller's to check. */
export function readHostMessage(data: unknown): HostMessage | null {
  const raw = readMessage(data);
  if (raw?.event === 'config-set') return { event: 'config-set', config: readConfig(raw) };
  if (!raw || !Object.hasOwn(NEEDS, raw.event)) return null;
  const [key, fits] = NEEDS[raw.event as keyof typeof NEEDS];
  return fits(raw[key]) ? readFields(raw) : null;
}

/** The few fields that need more than their kind to be right. */
function readFields(raw: Fields): HostMessage | null {
  const { event, identifier } = raw;
  if (event === 'set-color-scheme') return { event, darkMode: readScheme(raw.darkMode) };
  if (event === 'toggle-open') {
    return {
      event,
      isOpen: raw.isOpen === true,
      focus: raw.focus === true,
      authToken: String(raw.authToken ?? ''),
    };
  }
  if (event !== 'set-user') return raw as HostMessage;
  const isNamed = typeof identifier === 'string' || typeof identifier === 'number';
  return isNamed ? { event, identifier: String(identifier), user: raw.user as Fields } : null;
}

function readConfig(raw: Fields): HostConfig {
  const fits = ([key, sample]: [string, unknown]): boolean => typeof raw[key] === typeof sample;
  const config: Fields = Object.fromEntries(
    Object.entries(SAMPLE)
      .filter(fits)
      .map(([key]) => [key, raw[key]]),
  );
  return { ...config, kept: readKept(raw.kept), darkMode: readScheme(raw.darkMode) };
}

function readKept(raw: unknown): Record<string, string> {
  const entries = isRecord(raw) ? Object.entries(raw) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

export function readScheme(value: unknown): Scheme {
  return value === 'auto' || value === 'dark' ? value : 'light';
}
