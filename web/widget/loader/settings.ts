/** `window.chatwootSettings` (or `balcaoSettings`) after reading: every key is there and of its kind. */
export interface Settings {
  locale: string;
  baseDomain: string;
  useBrowserLanguage: boolean;
  hideMessageBubble: boolean;
  position: '' | 'left' | 'right';
  type: 'standard' | 'expanded_bubble';
  launcherTitle: string;
  showPopoutButton: boolean;
  showUnreadMessagesDialog: boolean;
  widgetStyle: 'standard' | 'flat';
  darkMode: 'light' | 'auto' | 'dark';
  welcomeTitle: string;
  welcomeDescription: string;
  availableMessage: string;
  unavailableMessage: string;
  enableFileUpload: boolean | null;
  enableEmojiPicker: boolean;
  enableEndConversation: boolean;
}

type Raw = Record<string, unknown>;

/** Read the host's settings; a key of the wrong kind counts as not given. */
export function readSettings(...sources: unknown[]): Settings {
  const raw: Raw = {};
  for (const source of sources) if (typeof source === 'object' && source !== null) Object.assign(raw, source);
  const text = (key: string): string => (typeof raw[key] === 'string' ? raw[key] : '');
  const flag = (key: string, standard: boolean): boolean =>
    typeof raw[key] === 'boolean' ? raw[key] : standard;
  const useBrowserLanguage = flag('useBrowserLanguage', false);
  return {
    locale: useBrowserLanguage ? navigator.language : text('locale'),
    baseDomain: /^\.?[a-z0-9.-]+$/i.test(text('baseDomain')) ? text('baseDomain') : '',
    useBrowserLanguage,
    hideMessageBubble: flag('hideMessageBubble', false),
    position: readPosition(raw.position),
    type: raw.type === 'expanded_bubble' ? raw.type : 'standard',
    launcherTitle: text('launcherTitle'),
    showPopoutButton: flag('showPopoutButton', false),
    showUnreadMessagesDialog: flag('showUnreadMessagesDialog', true),
    widgetStyle: raw.widgetStyle === 'flat' ? 'flat' : 'standard',
    darkMode: readScheme(raw.darkMode),
    welcomeTitle: text('welcomeTitle'),
    welcomeDescription: text('welcomeDescription'),
    availableMessage: text('availableMessage'),
    unavailableMessage: text('unavailableMessage'),
    enableFileUpload: typeof raw.enableFileUpload === 'boolean' ? raw.enableFileUpload : null,
    enableEmojiPicker: flag('enableEmojiPicker', true),
    enableEndConversation: flag('enableEndConversation', true),
  };
}

export function readPosition(value: unknown): Settings['position'] {
  return value === 'left' || value === 'right' ? value : '';
}

export function readScheme(value: unknown): Settings['darkMode'] {
  return value === 'auto' || value === 'dark' ? value : 'light';
}
