export interface Words {
  open: string;
  close: string;
  /** After a number: for one, and for any other. */
  unread: [string, string];
  frame: string;
}

const ENGLISH: Words = {
  open: 'Open chat',
  close: 'Close chat',
  unread: ['unread message', 'unread messages'],
  frame: 'Live chat',
};

const OTHERS: Partial<Record<string, Words>> = {
  pt: {
    open: 'Abrir o chat',
    close: 'Fechar o chat',
    unread: ['mensagem não lida', 'mensagens não lidas'],
    frame: 'Chat de atendimento',
  },
  es: {
    open: 'Abrir el chat',
    close: 'Cerrar el chat',
    unread: ['mensaje sin leer', 'mensajes sin leer'],
    frame: 'Chat de atención',
  },
};

/** The launcher's few words in the language of `locale` (any form: pt, pt_BR, pt-BR), else in English. */
export function wordsFor(locale: string): Words {
  return OTHERS[locale.slice(0, 2).toLowerCase()] ?? ENGLISH;
}
