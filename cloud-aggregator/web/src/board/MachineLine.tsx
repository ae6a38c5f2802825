// One machine's line. It reads its own signal only, so one change in the workshop redraws one line here.
import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { processName } from '../../../src/search/processNames.ts';
import { HoursBand } from '../design/HoursBand.tsx';
import { NotSharedChip, StateChip } from '../design/StateChip.tsx';
import { StateIcon } from '../design/StateIcon.tsx';
import { tableRoles } from '../design/tableRoles.ts';
import { isNews } from '../live/boardLines.ts';
import type { BoardLine, LiveBoard } from '../live/liveBoard.ts';
import { keepsStateToItself, type MachineRow, shownStates, type Today, timeIn } from '../live/machineRow.ts';
import { duration, hours, instant } from '../text/format.ts';
import { named, texts } from '../text/language.ts';

/** What a line needs: its own signal, and the board for time and zone. */
export interface MachineLineProps {
  readonly line: ReadonlySignal<BoardLine>;
  readonly board: LiveBoard;
}

/** The line of one machine. */
export function MachineLine({ line, board }: MachineLineProps): JSX.Element {
  const { row } = line.value;
  const withheld = keepsStateToItself(row);
  return (
    <tr {...tableRoles.row} class={`machine fresh-${row.freshness}`}>
      <td {...tableRoles.cell} class="workshop">
        {named(row.workshop.name)}
      </td>
      <th {...tableRoles.rowHead} class="name">
        <b>{named(row.machine.name)}</b>
        <small>{kind(row)}</small>
      </th>
      <td {...tableRoles.cell} class="state">
        {withheld ? (
          <NotSharedChip />
        ) : (
          <StateChip key={row.state} state={row.state} inferred={row.inferred} changed={isNews(line.value)} />
        )}
      </td>
      <td {...tableRoles.cell} class="since">
        {!withheld && row.since !== null && <Since at={row.since} board={board} />}
      </td>
      <td {...tableRoles.cell} class="today">
        <HoursBand today={row.today} now={board.minute.value} />
        {row.today.plannedMs > 0 && <small>{texts.value.planned(hours(row.today.plannedMs))}</small>}
      </td>
      <Figures today={row.today} />
      <td {...tableRoles.cell} class="data">
        <Confirmed row={row} board={board} />
      </td>
    </tr>
  );
}

function Since({ at, board }: { readonly at: number; readonly board: LiveBoard }): JSX.Element {
  const now = Math.max(board.minute.value, at);
  return (
    <>
      <b>{duration(at, now, texts.value)}</b>
      <small>{texts.value.from(instant(at, now, board.timeZone.value, texts.value))}</small>
    </>
  );
}

function Figures({ today }: { readonly today: Today }): JSX.Element {
  return (
    <>
      {shownStates.map((state) => (
        <td key={state} {...tableRoles.cell} class={timeIn(today, state) === 0 ? 'figure none' : 'figure'}>
          <span class="label">
            <span class={`key state-${state}`}>
              <StateIcon state={state} />
            </span>
            {texts.value.hours[state]}
          </span>{' '}
          {hours(timeIn(today, state))}
        </td>
      ))}
    </>
  );
}

/** How sure we are: how old the word of the machine is, and by what it is known. */
function Confirmed({ row, board }: { readonly row: MachineRow; readonly board: LiveBoard }): JSX.Element {
  const { freshness, evidence } = texts.value;
  const now = board.minute.value;
  const known = row.lastContact;
  if (row.freshness === 'never' || known === null) return <span class="warn">{freshness.never}</span>;
  if (row.freshness === 'stale') {
    return (
      <span class="warn">{freshness.stale(instant(known, now, board.timeZone.value, texts.value))}</span>
    );
  }
  const words: Readonly<Record<string, string>> = evidence;
  return (
    <>
      <span class={row.freshness === 'late' ? 'warn' : ''}>
        {row.freshness === 'live' ? freshness.live : freshness.late(duration(known, now, texts.value))}
      </span>
      {row.evidence !== null && <small>{words[row.evidence] ?? row.evidence}</small>}
    </>
  );
}

function kind(row: MachineRow): string {
  const processes = row.processes.map((code) => named(processName(code)));
  const words = row.class === null ? processes : [named(row.class), ...processes];
  return [...new Set(words)].join(texts.value.between);
}
