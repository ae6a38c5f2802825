// Who opened the shop's card or contacts.
import type { JSX } from 'preact';
import { dayAndTime } from '../text/format.ts';
import { language } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { OwnPartProps } from './OwnPage.tsx';

/** Newest first. */
export function Looks({ shop, board }: OwnPartProps): JSX.Element {
  const { looks: words } = wordsIn(ownTexts);
  return (
    <section>
      <h2>{words.title}</h2>
      <p class="quiet">{shop.looks.length === 0 ? words.none : words.lead}</p>
      <ul class="entries">
        {shop.looks.map(({ person, at }) => (
          <li key={`${person} ${at}`}>
            <span>{person}</span>
            <span class="quiet">{dayAndTime(at, board.timeZone.value, language.value)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
