export interface Words {
  open: string;
  close: string;
  unread: string;
  frame: string;
}

const CATALOGUE: [string, Words][] = [
  ['pt', { open: 'Abrir o chat', close: 'Fechar o chat', unread: 'não lidas', frame: 'Chat de atendimento' }],
  ['es', { open: 'Abrir el chat', close: 'Cerrar el chat', unread: 'sin leer', frame: 'Chat de atención' }],
  ['en', { open: 'Open chat', close: 'Close chat', unread: 'unread', frame: 'Live chat' }],
];

/** The launcher's few words in the language of `locale` (any form: pt, pt_BR, pt-BR), else in English. */
export function wordsFor(locale: string): Words {
  const language = locale.slice(0, 2).toLowerCase();
  const found = CATALOGUE.find(([key]) => key === language) ?? CATALOGUE[2]!;
  return found[1];
}
