// The owner's own edition of each month, to keep or to hand on as he likes.
import type { JSX } from 'preact';
import type { ListedMonth } from '../../../src/exports/monthList.ts';
import { useOnce } from '../live/useOnce.ts';
import { monthFile } from '../months/monthFile.ts';
import { named } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { OwnPartProps } from './OwnPage.tsx';

const formats = [
  ['xlsx', 'Excel'],
  ['csv', 'CSV'],
] as const;

/** The months, newest first, each with its newest version. */
export function OwnFiles({ shop }: Pick<OwnPartProps, 'shop'>): JSX.Element | null {
  const { files: words } = wordsIn(ownTexts);
  const answer = useOnce<{ readonly months: readonly ListedMonth[] }>('api/exports').value;
  if (answer === null || answer === 'failed') return null;
  const months = answer.months.filter(({ editions }) =>
    editions.some(({ edition, workshop }) => edition === 'own' && workshop === shop.id),
  );
  return (
    <section>
      <h2>{words.title}</h2>
      <p class="quiet">{months.length === 0 ? words.none : words.lead}</p>
      <ul class="entries">
        {months.map((month) => (
          <li key={month.month}>
            <span>
              {named(month.label)} <small class="quiet">{month.frozen ? words.frozen : words.open}</small>
            </span>
            <span class="row-of-picks">
              {formats.map(([format, program]) => (
                <FileLink key={format} month={month} shop={shop.id} format={format} program={program} />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LinkProps {
  readonly month: ListedMonth;
  readonly shop: string;
  readonly format: 'xlsx' | 'csv';
  readonly program: string;
}

function FileLink({ month: { month, label, versions }, shop, format, program }: LinkProps): JSX.Element {
  const version = versions[0]?.version ?? 1;
  return (
    <a
      class="quiet-button"
      href={monthFile(month, { edition: 'own', workshop: shop, format, version })}
      aria-label={`${named(label)} ${program}`}
    >
      {program}
    </a>
  );
}
