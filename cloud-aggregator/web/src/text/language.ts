// The reader’s language: from the address (?lang=en), else from the last visit, else Japanese. One switch for all.
import { computed, signal } from '@preact/signals';
import type { Name } from '../live/machineRow.ts';
import { setAddress } from '../page/address.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';
import type { Texts } from './texts.ts';

/** The languages of the board. */
export type Language = 'ja' | 'en';

const dictionary: Readonly<Record<Language, Texts>> = { ja, en };
const storageKey = 'language';

/** The language now in use. */
export const language = signal<Language>(asked() ?? remembered() ?? 'ja');

/** The texts of the language now in use. */
export const texts = computed(() => dictionary[language.value]);

/** The name in the language now in use. */
export function named(name: Name): string {
  return name[language.value];
}

/** Changes to the other language, and remembers it in the address and for the next visit. */
export function switchLanguage(): void {
  language.value = language.value === 'ja' ? 'en' : 'ja';
  setAddress({ lang: language.value });
  try {
    localStorage.setItem(storageKey, language.value);
  } catch {
    // Storage may be closed to us (private window); the address still remembers.
  }
}

function asked(): Language | null {
  return asLanguage(new URLSearchParams(globalThis.location?.search).get('lang'));
}

function remembered(): Language | null {
  try {
    return asLanguage(localStorage.getItem(storageKey));
  } catch {
    return null;
  }
}

function asLanguage(text: string | null): Language | null {
  return text === 'ja' || text === 'en' ? text : null;
}
