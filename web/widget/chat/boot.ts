import { isRecord } from '../common/messages.ts';
import type { Channel, Installation } from './api/shapes.ts';

/** What the page itself brings: the inbox, and the visitor when the page's URL named one. */
export interface Boot {
  channel: Channel;
  authToken: string;
  pubsubToken: string;
  installation: Installation;
}

/** Read the page's inert JSON block, and put its parts where the public contract promises them. */
export function readBoot(page: Document, globals: object): Boot {
  const raw: unknown = JSON.parse(page.getElementById('widget-boot')?.textContent ?? '{}');
  const block = isRecord(raw) ? raw : {};
  Object.assign(globals, block);
  return {
    channel: { ...BARE, ...(isRecord(block.chatwootWebChannel) ? block.chatwootWebChannel : {}) },
    authToken: typeof block.authToken === 'string' ? block.authToken : '',
    pubsubToken: typeof block.chatwootPubsubToken === 'string' ? block.chatwootPubsubToken : '',
    installation: (isRecord(block.globalConfig) ? block.globalConfig : {}) as Installation,
  };
}

/** For a page that leaves something out. */
const BARE: Channel = {
  avatarUrl: '',
  locale: '',
  websiteName: '',
  websiteToken: '',
  welcomeTagline: null,
  welcomeTitle: null,
  widgetColor: '',
  enabledFeatures: [],
  replyTime: null,
  preChatFormEnabled: false,
  preChatFormOptions: null,
  workingHoursEnabled: false,
  workingHours: [],
  outOfOfficeMessage: null,
  timezone: null,
  allowMessagesAfterResolved: true,
  disableBranding: false,
};
