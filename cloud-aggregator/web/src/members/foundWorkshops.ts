// Pure: the companies that a search means, by id or either name, in the order of the names.
import type { Workshop } from '../../../src/directory/entryKinds.ts';
import type { Language } from '../text/language.ts';

/** An empty search means all. */
export function foundWorkshops(
  workshops: readonly Workshop[],
  wanted: string,
  language: Language,
): readonly Workshop[] {
  const sought = fold(wanted);
  return workshops
    .filter(({ id, name }) => [id, name.ja, name.en].some((each) => fold(each).includes(sought)))
    .toSorted((a, b) => a.name[language].localeCompare(b.name[language], language));
}

function fold(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
