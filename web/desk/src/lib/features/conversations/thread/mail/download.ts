import { ApiError, type Message } from '@balcao/api';
import { toasts } from '@balcao/ui';
import { failureText } from '#lib/form/form.svelte.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import type { ConversationApi } from '../../desk/api.ts';

/** Keep the mail as it came on this machine. A link could not do it: the server wants to know who asks. */
export async function downloadOriginal(api: ConversationApi, message: Message): Promise<void> {
  try {
    save(await api.originalFile(message.conversation_id, message.id), `mail-${message.id}.eml`);
  } catch (error) {
    const missing = error instanceof ApiError && error.status === 404;
    toasts.failure(missing ? t('mail.originalMissing') : failureText(error));
  }
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has the bytes once the click is through.
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
