export interface Words {
  open: string;
  close: string;
  unread: string;
  frame: string;
}

const ENGLISH: Words = { open: 'Open chat', close: 'Close chat', unread: 'unread', frame: 'Live chat' };

const OTHERS: Partial<Record<string, Words>> = {
  pt: { open: 'Abrir o chat', close: 'Fechar o chat', unread: 'não lidas', frame: 'Chat de atendimento' },
  es: { open: 'Abrir el chat', close: 'Cerrar el chat', unread: 'sin leer', frame: 'Chat de atención' },
};

/** The launcher's few words in the language of `locale` (any form: pt, pt_BR, pt-BR), else in English. */
export function wordsFor(locale: string): Words {
  return OTHERS[locale.slice(0, 2).toLowerCase()] ?? ENGLISH;
}
