// The switch to the other language, named in that language.
import type { JSX } from 'preact';
import { switchLanguage, texts } from '../text/language.ts';

/** One button on every page. */
export function LanguageButton(): JSX.Element {
  const { otherLanguage } = texts.value;
  return (
    <button
      type="button"
      class="language"
      lang={otherLanguage === 'English' ? 'en' : 'ja'}
      onClick={switchLanguage}
    >
      {otherLanguage}
    </button>
  );
}
