// One machine on the free board. Its live state comes by its own signal, so a change in the shop redraws one line here.
import type { JSX } from 'preact';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import { processName } from '../../../src/search/processNames.ts';
import { CapacityMark } from '../design/CapacityMark.tsx';
import { StateChip } from '../design/StateChip.tsx';
import { tableRoles } from '../design/tableRoles.ts';
import { isNews } from '../live/boardLines.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { dayAndTime, duration, instant } from '../text/format.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { language, named, texts } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';
import { sizeText } from './sizeText.ts';

export interface FreeLineProps {
  readonly row: CapacityRow;
  readonly board: LiveBoard;
  readonly onContact?: (workshop: string) => void;
}

const hourMs = 3_600_000;

/** The line. */
export function FreeLine({ row, board, onContact }: FreeLineProps): JSX.Element {
  const words = wordsIn(freeTexts);
  const { cell } = tableRoles;
  const zone = board.timeZone.value;
  const now = board.minute.value;
  return (
    <tr {...tableRoles.row} class="free-line">
      <td {...cell} class="mark">
        <CapacityMark mark={row.mark} sign={row.sign} isSelfDeclared={row.isSelfDeclared} />
      </td>
      <th {...tableRoles.rowHead} class="machine-name">
        <small>{named(row.workshop.name)}</small>
        <b>{named(row.machine.name)}</b>
        <small>{kindOf(row)}</small>
      </th>
      <td {...cell} class="now">
        <Now row={row} board={board} />
      </td>
      <Hours row={row} name="today" />
      <Hours row={row} name="week" />
      <td {...cell} class="next">
        <Next row={row} zone={zone} />
      </td>
      <td {...cell} class="confidence">
        {row.confidence !== null && (
          <span title={words.confidence[row.confidence]}>
            <span class="label">{words.column.confidence} </span>
            <b>{row.confidence}</b>
            <span class="spoken">{words.confidence[row.confidence]}</span>
          </span>
        )}
      </td>
      <td {...cell} class="confirmed">
        <span class="label">{words.column.confirmed} </span>
        {row.confirmedAt === null ? words.notConfirmed : instant(row.confirmedAt, now, zone, texts.value)}
      </td>
      <td {...cell} class="region">
        {row.region !== null && named(row.region.name)}
      </td>
      {onContact !== undefined && (
        <td {...cell} class="call">
          <Call row={row} onContact={onContact} />
        </td>
      )}
    </tr>
  );
}

function Hours({ row, name }: { readonly row: CapacityRow; readonly name: 'today' | 'week' }): JSX.Element {
  const words = wordsIn(freeTexts);
  const isWithheld = row.freeMs === null && name === 'week' && row.pausedUntil === null;
  return (
    <td {...tableRoles.cell} class={`hours ${name}`}>
      {(isWithheld || row.freeMs !== null) && <span class="label">{words.column[name]} </span>}
      {isWithheld && <small>{words.noHours}</small>}
      {row.freeMs !== null && (row.mark === 'full' ? '–' : words.hours(row.freeMs[name] / hourMs))}
    </td>
  );
}

interface NextProps {
  readonly row: CapacityRow;
  readonly zone: string | undefined;
}

function Next({ row: { next, freeMs, mark }, zone }: NextProps): JSX.Element | null {
  const words = wordsIn(freeTexts);
  if (next === null && (freeMs === null || mark === 'full')) return null;
  return (
    <>
      <span class="label">{words.column.next} </span>
      {next === null ? (
        <small>{words.noNext}</small>
      ) : (
        words.next(dayAndTime(next.from, zone, language.value), next.freeMs / hourMs)
      )}
    </>
  );
}

function Now({ row, board }: { readonly row: CapacityRow; readonly board: LiveBoard }): JSX.Element {
  const words = wordsIn(freeTexts);
  const zone = board.timeZone.value;
  const now = board.minute.value;
  if (row.pausedUntil !== null) {
    return <span class="quiet">{words.paused(dayAndTime(row.pausedUntil, zone, language.value))}</span>;
  }
  const line = board.line(row.id)?.value;
  if (row.level !== 'live' || line === undefined) return <span class="quiet">{words.notNow}</span>;
  const { state, since, inferred, freshness, lastContact } = line.row;
  const { freshness: fresh } = texts.value;
  return (
    <>
      <StateChip key={state} state={state} inferred={inferred} changed={isNews(line)} />
      <small>
        {freshness === 'stale' && lastContact !== null
          ? fresh.stale(instant(lastContact, now, zone, texts.value))
          : since !== null && duration(since, Math.max(now, since), texts.value)}
        {freshness === 'late' &&
          lastContact !== null &&
          ` ${fresh.late(duration(lastContact, now, texts.value))}`}
        {!row.isOpenNow && state !== 'production' && ` ${words.closed}`}
      </small>
    </>
  );
}

function Call({ row, onContact }: Required<Omit<FreeLineProps, 'board'>>): JSX.Element {
  const words = wordsIn(freeTexts);
  const shop = named(row.workshop.name);
  return (
    <>
      {row.telephone !== null && (
        <a
          class="call-button"
          href={`tel:${row.telephone}`}
          aria-label={`${words.call} ${shop} ${row.telephone}`}
        >
          {words.call}
        </a>
      )}
      <button
        type="button"
        class="call-button"
        aria-label={words.contactOf(shop)}
        onClick={() => onContact(row.workshop.id)}
      >
        {words.contact}
      </button>
    </>
  );
}

function kindOf(row: CapacityRow): string {
  const processes = row.processes.map((code) => named(processName(code)));
  const words = row.class === null ? processes : [named(row.class), ...processes];
  const size = sizeText(row.attributes, language.value === 'ja' ? 'トン' : ' tf');
  return [...new Set(words), ...(size === '' ? [] : [size])].join(texts.value.between);
}
