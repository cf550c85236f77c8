import type { Launcher } from './launcher.ts';
import { readScheme, type Settings } from './settings.ts';

type Fields = Record<string, unknown>;

/** The properties of `$chatwoot`. */
export interface SdkState extends Settings {
  baseUrl: string;
  websiteToken: string;
  hasLoaded: boolean;
  isOpen: boolean;
  resetTriggered: boolean;
  identifier: string | undefined;
  user: Fields | undefined;
}

/** The methods of `$chatwoot`, by the contract's names and with its complaints about wrong use. */
export function sdkMethods(launcher: Launcher, state: SdkState): Fields {
  const tell = (event: string, fields: Fields): void => launcher.tell({ event, ...fields });
  return {
    toggle: (to?: string) => launcher.toggle(to),
    toggleBubbleVisibility: (to: string) => launcher.showBubble(to !== 'hide'),
    popoutChatWindow: () => launcher.popOut(),
    setUser: (identifier: unknown, user: unknown) => setUser(launcher, state, identifier, user),
    setCustomAttributes: (customAttributes: unknown) =>
      tell('set-custom-attributes', { customAttributes: someFields(customAttributes) }),
    deleteCustomAttribute: (customAttribute: unknown) =>
      tell('delete-custom-attribute', { customAttribute: someText(customAttribute) }),
    setConversationCustomAttributes: (customAttributes: unknown) =>
      tell('set-conversation-custom-attributes', { customAttributes: someFields(customAttributes) }),
    deleteConversationCustomAttribute: (customAttribute: unknown) =>
      tell('delete-conversation-custom-attribute', { customAttribute: someText(customAttribute) }),
    setLabel: (label: unknown) => tell('set-label', { label: someText(label) }),
    removeLabel: (label: unknown) => tell('remove-label', { label: someText(label) }),
    setLocale: (locale: unknown) => launcher.speak(typeof locale === 'string' && locale ? locale : 'en'),
    setColorScheme: (scheme: unknown) => launcher.setScheme(readScheme(scheme)),
    reset: () => launcher.reset(),
  };
}

function setUser(launcher: Launcher, state: SdkState, identifier: unknown, user: unknown): void {
  if (typeof identifier !== 'string' && typeof identifier !== 'number') {
    throw new Error('Identifier should be a string or a number');
  }
  const fields = (typeof user === 'object' && user !== null ? user : {}) as Fields;
  if (!['avatar_url', 'email', 'name'].some((key) => fields[key])) {
    throw new Error('User object should have one of the keys [avatar_url, email, name]');
  }
  state.identifier = String(identifier);
  state.user = fields;
  if (!launcher.identity.noteUser(state.identifier, fields)) return;
  launcher.tell({ event: 'set-user', identifier: state.identifier, user: fields });
  launcher.want();
}

function someFields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    throw new Error('Custom attributes should have at least one key');
  }
  return value as Fields;
}

function someText(value: unknown): string {
  if (typeof value !== 'string' || !value) throw new Error('A non-empty text is required');
  return value;
}
