// The arithmetic behind each figure, in one line, for the owner alone (domain 6.5).
import type { JSX } from 'preact';
import { language, named } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { OwnPartProps } from './OwnPage.tsx';

const windows = ['today', 'week', 'nextWeek'] as const;

/** Folded until somebody doubts a figure. */
export function Sums({ shop }: OwnPartProps): JSX.Element {
  const { sums: words } = wordsIn(ownTexts);
  return (
    <details class="own-part">
      <summary>
        <h2>{words.title}</h2>
      </summary>
      <p class="quiet">{words.lead}</p>
      {shop.machines.map(({ id, name, own }) => (
        <div key={id}>
          <b>{named(name)}</b>
          {windows.map((window) => (
            <p key={window} class="sum">
              {own.lines?.[window][language.value]}
            </p>
          ))}
        </div>
      ))}
    </details>
  );
}
