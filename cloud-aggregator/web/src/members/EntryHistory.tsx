// Who changed what of an entry, and when; asked for when somebody opens it.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { FieldChange } from '../../../src/directory/entryDiff.ts';
import type { EditedKind } from '../../../src/directory/entryFaults.ts';
import { useOnce } from '../live/useOnce.ts';
import { dayAndTime } from '../text/format.ts';
import { language } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { Fields } from './Fields.tsx';

interface History {
  readonly versions: readonly {
    readonly version: number;
    readonly person: string;
    readonly at: number;
    readonly what: 'new' | 'changed' | 'removed';
    readonly fields: readonly FieldChange[];
  }[];
}

interface HistoryProps {
  readonly kind: EditedKind;
  readonly id: string;
  readonly timeZone: string;
}

/** Folded until somebody wants it. */
export function EntryHistory({ kind, id, timeZone }: HistoryProps): JSX.Element {
  const { history: words, failed } = wordsIn(memberTexts);
  const isOpen = useSignal(false);
  const path = isOpen.value ? `api/directory/${kind}/${encodeURIComponent(id)}/history` : null;
  const answer = useOnce<History>(path).value;
  return (
    <details
      class="machine-part"
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>{words.title}</summary>
      {answer === 'failed' && <p class="refusal">{failed}</p>}
      {answer !== null && answer !== 'failed' && (
        <ol class="history">
          {answer.versions.map(({ version, person, at, what, fields }) => (
            <li key={version}>
              <strong>{dayAndTime(at, timeZone, language.value)}</strong> {person}
              {what === 'changed' ? (
                <Fields fields={fields} />
              ) : (
                <p>{what === 'new' ? words.isNew : words.removed}</p>
              )}
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}
