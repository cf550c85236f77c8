import type { User } from '@balcao/api';

type Signer = Pick<User, 'message_signature' | 'ui_settings'>;

/** What the user wrote to stand below his letters. */
export function signatureOf(user: Signer | null): string {
  return user?.message_signature?.trim() ?? '';
}

/** Whether letters are signed; whoever wrote a signature wants it, until he says otherwise. */
export function signs(user: Signer | null): boolean {
  return signatureOf(user) !== '' && user?.ui_settings.send_with_signature !== false;
}
