import { t } from './locale.svelte.ts';

type Told = (names: string, number: number) => string;

/** The server's public interface speaks English; these are those of its refusals that a visitor may meet. */
const SPOKEN: [RegExp, Told][] = [
  [/type is not supported/, (name) => t('fileType', { name })],
  [/attachments are not allowed/i, () => t('filesClosed')],
  [/file is empty/i, (name) => t('fileEmpty', { name })],
  [/file is too large/i, (name, size) => t('fileTooLarge', { name, size })],
  [/attachments exceeded/i, (_, count) => t('filesTooMany', { count })],
  [/content is too long/i, (_, count) => t('tooLong', { count })],
];

/** Why the server took no message, in the visitor's language; `files` are those that it carried. */
export function refusalText(reason: string, files: readonly File[]): string {
  const told = SPOKEN.find(([sentence]) => sentence.test(reason))?.[1];
  const names = files.map(({ name }) => name).join(', ');
  return told ? told(names, Number(/\d+/.exec(reason)?.[0] ?? 0)) : t('refused', { reason });
}
