// What was found: rows that fit, in groups if wanted, then those to be asked; or which condition stands in the way.
import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import { type Filter, type Found, without } from '../../../src/search/filter.ts';
import { addressOf } from '../../../src/search/filterAddress.ts';
import { processName } from '../../../src/search/processNames.ts';
import { UnknownNote } from '../board/UnknownNote.tsx';
import type { LiveBoard } from '../live/liveBoard.ts';
import { address, setAddress } from '../page/address.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { language, named, texts } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';
import { ContactSheet } from './ContactSheet.tsx';
import { conditionWord } from './conditionWord.ts';
import { FreeTable } from './FreeTable.tsx';
import type { FoundByNow } from './openSearch.ts';

export interface FoundRowsProps {
  readonly board: LiveBoard;
  readonly found: FoundByNow;
  readonly filter: Filter;
  /** All rows are there to be searched. */
  readonly isWhole: boolean;
}

/** Rows of each list that are drawn at first; more on demand, so that a ward of machines is there at once. */
const atFirst = 30;
const moreAtOnce = 400;

/** The rows and the contact sheet that they open. */
export function FoundRows({ board, found, filter, isWhole }: FoundRowsProps): JSX.Element {
  const words = wordsIn(freeTexts);
  const most = { fits: useSignal(atFirst), asks: useSignal(atFirst) };
  const contact = useSignal<string | null>(null);
  const { fits, asks, drop, isDone } = found;
  const shown = fits.slice(0, most.fits.value);
  const asked = asks.slice(0, most.asks.value);
  const canGrow = isWhole && isDone;
  const table = (rows: readonly CapacityRow[], label: string): JSX.Element => (
    <FreeTable key={label} board={board} rows={rows} label={label} onContact={(id) => (contact.value = id)} />
  );
  return (
    <>
      <p class="found" role="status">
        {foundText(found, isWhole)}
      </p>
      {isWhole && isDone && fits.length + asks.length === 0 && <Nothing filter={filter} drop={drop} />}
      {groupsOf(shown).map(({ title, rows }) => (
        <section key={title}>
          {title !== '' && <h2 class="group">{title}</h2>}
          {table(rows, title === '' ? words.page : title)}
        </section>
      ))}
      {canGrow && <More rest={fits.length - shown.length} of={most.fits} />}
      {asks.length > 0 && (
        <section>
          <h2 class="group">{words.asks}</h2>
          {table(asked, words.asks)}
          {canGrow && <More rest={asks.length - asked.length} of={most.asks} />}
        </section>
      )}
      <UnknownNote
        board={board}
        lines={shown.filter(({ level }) => level === 'live').map(({ id }) => board.line(id))}
      />
      {contact.value !== null && (
        <ContactSheet workshop={contact.value} onClose={() => (contact.value = null)} />
      )}
    </>
  );
}

function More({ rest, of }: { readonly rest: number; readonly of: Signal<number> }): JSX.Element | null {
  if (rest <= 0) return null;
  return (
    <button type="button" class="quiet-button more-rows" onClick={() => (of.value += moreAtOnce)}>
      {wordsIn(freeTexts).showMore(rest)}
    </button>
  );
}

/** How many are found is said when all have been looked at. */
function foundText({ fits, isDone }: FoundByNow, isWhole: boolean): string {
  const words = wordsIn(freeTexts);
  if (!isWhole) return texts.value.stillComing;
  if (!isDone) return words.searching;
  return words.found(fits.length, new Set(fits.map(({ workshop }) => workshop.id)).size);
}

function Nothing({ filter, drop }: { readonly filter: Filter; readonly drop: Found['drop'] }): JSX.Element {
  const words = wordsIn(freeTexts);
  if (drop === null) return <p class="note">{words.nothing}</p>;
  const condition = conditionWord(filter, drop.name, language.value);
  return (
    <div class="nothing">
      <p>
        {words.nothing}
        {words.nothingBut(condition, drop.shops)}
      </p>
      <button
        type="button"
        class="main-button"
        onClick={() => setAddress(addressOf(without(filter, drop.name)))}
      >
        {words.drop(condition)}
      </button>
    </div>
  );
}

/** The rows by what the address asks for; a machine with several processes goes with its main one. */
function groupsOf(rows: readonly CapacityRow[]): readonly { title: string; rows: readonly CapacityRow[] }[] {
  const by = address.value.get('group');
  if (by !== 'process' && by !== 'workshop') return [{ title: '', rows }];
  const title = ({ processes, workshop }: CapacityRow): string =>
    by === 'workshop' ? named(workshop.name) : named(processName(processes[0] ?? '–'));
  return [...Map.groupBy(rows, title)].map(([each, own]) => ({ title: each, rows: own }));
}
