import type { Boot } from '../boot.ts';
import type { HostConfig, HostMessage, Scheme } from '../host/host-messages.ts';
import type { Host } from '../host/host.ts';

/** How the chat is to look and what it offers: what the inbox allows, as far as the host's page wants it. */
export class Options {
  config: HostConfig = $state({});
  readonly #boot: Boot;
  readonly #host: Host;

  constructor(boot: Boot, host: Host) {
    this.#boot = boot;
    this.#host = host;
  }

  take(message: HostMessage): void {
    if (message.event === 'set-color-scheme') this.config.darkMode = message.darkMode;
    else if (message.event === 'toggle-close-button') this.config.isMobile = message.isMobile;
    else if (message.event === 'sdk-set-bubble-visibility')
      this.config.hideMessageBubble = message.hideMessageBubble;
  }

  get scheme(): Scheme {
    return this.config.darkMode ?? 'light';
  }

  get takesFiles(): boolean {
    return this.config.enableFileUpload !== false && this.#allows('attachments');
  }

  get takesEmoji(): boolean {
    return this.config.enableEmojiPicker !== false && this.#allows('emoji_picker');
  }

  get mayEnd(): boolean {
    return this.config.enableEndConversation !== false && this.#allows('end_conversation');
  }

  get mayPopOut(): boolean {
    return this.config.showPopoutButton === true && this.#host.kind === 'frame';
  }

  /** On a phone the chat covers its own bubble, and a host may hide it. */
  get showsClose(): boolean {
    const { isMobile, hideMessageBubble } = this.config;
    return this.#host.kind === 'frame' && (isMobile === true || hideMessageBubble === true);
  }

  get showsPreview(): boolean {
    return this.config.showUnreadMessagesDialog !== false;
  }

  /** In MB. */
  get fileLimit(): number {
    return this.#boot.installation.MAXIMUM_FILE_UPLOAD_SIZE ?? 40;
  }

  #allows(feature: string): boolean {
    return this.#boot.channel.enabledFeatures.includes(feature);
  }
}
