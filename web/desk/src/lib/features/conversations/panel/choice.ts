/** Something that can be picked: an agent, a team, a priority. Nobody and nothing have no id. */
export interface Choice {
  id: number | null;
  name: string;
  thumbnail?: string;
}

/** The choices whose name has a word that begins with `words`, whatever the accents and capitals. */
export function found(choices: readonly Choice[], words: string): Choice[] {
  const wanted = plain(words);
  return choices.filter(({ name }) => !wanted || ` ${plain(name)}`.includes(` ${wanted}`));
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
