// The fields that a change changes, each with what stood there and what stands there then.
import type { JSX } from 'preact';
import type { FieldChange } from '../../../src/directory/entryDiff.ts';
import { language } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { fieldName, fieldValue } from './fieldText.ts';

const mostShown = 20;

/** The list. */
export function Fields({ fields }: { readonly fields: readonly FieldChange[] }): JSX.Element {
  const { history: words, field } = wordsIn(memberTexts);
  const said = (value: unknown): string => fieldValue(value, language.value, words.nothing);
  return (
    <ul class="fields">
      {fields.slice(0, mostShown).map(({ path, before, after }) => (
        <li key={path}>
          <span class="quiet">{fieldName(path, field)}</span> {words.changed(said(before), said(after))}
        </li>
      ))}
      {fields.length > mostShown && <li>{words.more(fields.length - mostShown)}</li>}
    </ul>
  );
}
