// The owner's own machines: what each does now, since when, and its day so far.
import type { JSX } from 'preact';
import { HoursBand } from '../design/HoursBand.tsx';
import { StateChip } from '../design/StateChip.tsx';
import { isNews } from '../live/boardLines.ts';
import { duration, instant } from '../text/format.ts';
import { named, texts } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { OwnPartProps } from './OwnPage.tsx';

/** One short block a machine. */
export function OwnNow({ shop, board }: OwnPartProps): JSX.Element {
  const words = wordsIn(ownTexts);
  const now = board.minute.value;
  const lines = (board.lines.value ?? []).filter((line) => line.value.row.workshop.id === shop.id);
  return (
    <section>
      <h2>{words.now}</h2>
      <ul class="own-machines figures">
        {lines.map((line) => {
          const { row } = line.value;
          const { freshness } = texts.value;
          const from = row.since ?? now;
          return (
            <li key={row.id} class="machine">
              <b>{named(row.machine.name)}</b>
              <StateChip
                key={row.state}
                state={row.state}
                inferred={row.inferred}
                changed={isNews(line.value)}
              />
              <span class="quiet">
                {row.since !== null && duration(from, Math.max(now, from), texts.value)}{' '}
                {row.freshness === 'never' && freshness.never}
                {row.freshness === 'stale' &&
                  row.lastContact !== null &&
                  freshness.stale(instant(row.lastContact, now, board.timeZone.value, texts.value))}
              </span>
              <HoursBand today={row.today} now={now} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
