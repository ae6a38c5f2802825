// The files of one month: its newest version with a link for each edition and format, and the versions before it.
import type { JSX } from 'preact';
import type { ListedMonth } from '../../../src/exports/monthList.ts';
import { dayAndTime } from '../text/format.ts';
import { language, named } from '../text/language.ts';
import { monthTexts } from '../text/monthTexts.ts';
import { wordsIn } from '../text/words.ts';
import { monthFile } from './monthFile.ts';

export interface MonthFilesProps {
  readonly month: ListedMonth;
  readonly timeZone: string;
}

type Version = ListedMonth['versions'][number];

/** The block of a month. */
export function MonthFiles({ month, timeZone }: MonthFilesProps): JSX.Element {
  const words = wordsIn(monthTexts);
  const [newest, ...older] = month.versions;
  return (
    <>
      <h3>
        {named(month.label)} <small>{month.frozen ? words.frozen : words.open(month.freezesOn)}</small>
      </h3>
      {newest !== undefined && <VersionFiles month={month} timeZone={timeZone} version={newest} />}
      {older.length > 0 && (
        <details>
          <summary>{words.older(older.length)}</summary>
          {older.map((version) => (
            <VersionFiles key={version.version} month={month} timeZone={timeZone} version={version} />
          ))}
        </details>
      )}
    </>
  );
}

function VersionFiles({
  month: { month, label, editions },
  timeZone,
  version: { version, at, reason, changedShops, changedKpiRows },
}: MonthFilesProps & { readonly version: Version }): JSX.Element {
  const words = wordsIn(monthTexts);
  const title = `${named(label)} ${words.version(version)}`;
  return (
    <div class="version">
      <p>
        <b>{words.version(version)}</b> {words.made(dayAndTime(at, timeZone, language.value))}
      </p>
      <p class="quiet">
        {version > 1 && <>{words.changed(changedShops, changedKpiRows)} </>}
        {words.reason(named(reason))}
      </p>
      {editions.map(({ edition, workshop }) => (
        <p key={edition + (workshop ?? '')} class="edition">
          <span>
            {words.edition[edition]} {workshop}
          </span>
          {(['xlsx', 'csv', 'json'] as const).map((format) => (
            <a
              key={format}
              class="quiet-button"
              href={monthFile(month, { edition, workshop, format, version })}
              aria-label={`${title} ${words.edition[edition]} ${words.format[format]}`}
            >
              {words.format[format]}
            </a>
          ))}
        </p>
      ))}
    </div>
  );
}
