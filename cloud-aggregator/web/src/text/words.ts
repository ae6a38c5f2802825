// The words of one page in the language now in use. Both languages of a page stand in one file, the second typed by the
// first, so that a text that is missing does not compile.
import { type Language, language } from './language.ts';

/** The part of a dictionary that is being read. */
export function wordsIn<T>(dictionary: Readonly<Record<Language, T>>): T {
  return dictionary[language.value];
}
