import type { Attachment } from '@balcao/api';

/** What a mail may load of this house. */
export interface OwnFiles {
  /** Sources of a content policy. */
  sources: string[];
  shows: (address: string) => boolean;
}

/** Pictures in a mail come from the files of this house, and else only from the message's own. */
export function filesOf(attachments: readonly Attachment[] = []): OwnFiles {
  const here = `${location.origin}/files/`;
  const own = new Set(attachments.filter(({ inline }) => inline).map(({ data_url }) => data_url));
  const roots = [...own].map(rootOf).filter((root) => root !== null);
  return {
    sources: [...new Set([here, ...roots])],
    shows: (address) => own.has(address) || isSafeData(address) || absolute(address).startsWith(here),
  };
}

/** The files that are listed below a message: those that do not stand in its text. */
export function listed(attachments: readonly Attachment[] = []): Attachment[] {
  return attachments.filter(({ inline }) => !inline);
}

function absolute(address: string): string {
  return URL.canParse(address, location.href) ? new URL(address, location.href).href : '';
}

function rootOf(address: string): string | null {
  if (!/^https?:/.test(address) || !URL.canParse(address)) return null;
  return `${new URL(address).origin}/files/`;
}

function isSafeData(address: string): boolean {
  return /^data:image\/(png|jpe?g|gif|webp);base64,/i.test(address);
}
