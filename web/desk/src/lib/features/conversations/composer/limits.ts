import type { ChannelAbout, Installation } from '@balcao/api';
import type { Limits } from '../state/composer.svelte.ts';

const MEGABYTE = 1024 * 1024;

/** What the conversation's channel and the installation declare. */
export function limitsOf(
  channel: ChannelAbout | undefined,
  installation: Installation | null,
  canReply: boolean,
): Limits {
  const declared = channel?.capabilities;
  return {
    textMax: declared?.text_max ?? null,
    filesPerMessage: declared?.files_per_message ?? 0,
    media: declared?.media ?? [],
    fileMax: (installation?.maximum_file_upload_size ?? 0) * MEGABYTE,
    canReply,
    copies: declared?.copies ?? false,
  };
}
