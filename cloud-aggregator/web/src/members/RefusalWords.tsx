// Why a change was not taken, in words, and the way on.
import type { JSX } from 'preact';
import { dayAndTime } from '../text/format.ts';
import { language } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { fieldName } from './fieldText.ts';
import type { Refusal } from './useDraft.ts';

interface RefusalProps {
  readonly refused: Refusal | null;
  /** The zone in which times are said. */
  readonly timeZone: string;
  readonly readAgain: () => void;
}

/** Always in the page, so that it is read out when it comes. */
export function RefusalWords({ refused, timeZone, readAgain }: RefusalProps): JSX.Element {
  const words = wordsIn(memberTexts);
  const { newest, faults, neededBy } = refused?.answer ?? {};
  if (refused === null) return <div role="alert" />;
  if (newest !== undefined) {
    return (
      <div role="alert" class="refusal">
        <p>{words.late(newest.person, dayAndTime(newest.at, timeZone, language.value))}</p>
        <button type="button" class="quiet-button" onClick={readAgain}>
          {words.reload}
        </button>
      </div>
    );
  }
  if (neededBy !== undefined)
    return (
      <p role="alert" class="refusal">
        {words.needed(neededBy.join('、'))}
      </p>
    );
  if (faults === undefined || faults.length === 0)
    return (
      <p role="alert" class="refusal">
        {words.failed}
      </p>
    );
  return (
    <div role="alert" class="refusal">
      <p>{words.faults}</p>
      <ul>
        {faults.map(({ field, problem, text }) => (
          <li key={`${field} ${problem}`}>
            {fieldName(field.replaceAll('/', '.'), words.field)}：{text?.[language.value] ?? problem}
          </li>
        ))}
      </ul>
    </div>
  );
}
