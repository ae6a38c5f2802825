// 空きボード: what is free, with whom, how sure that is, and the telephone beside it (domain 6.1, B1).
import { computed } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import type { CapacityAnswer } from '../live/capacityAnswer.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { useAnswer } from '../live/useAnswer.ts';
import { address } from '../page/address.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { materialName } from '../text/materials.ts';
import { processName } from '../text/processes.ts';
import { wordsIn } from '../text/words.ts';
import { FilterBar } from './FilterBar.tsx';
import { FoundRows } from './FoundRows.tsx';
import { findRows } from './filter.ts';
import { filterOf } from './filterAddress.ts';
import { HeadCounts } from './HeadCounts.tsx';
import { fold } from './searchText.ts';

/** The page below the head. */
export function FreePage({ board }: { readonly board: LiveBoard }): JSX.Element | null {
  const words = wordsIn(freeTexts);
  const answer = useAnswer<CapacityAnswer>('api/capacity', board).value;
  if (answer === null) return null;
  if (answer.rows.length === 0) return <p class="note">{words.noShops}</p>;
  return (
    <>
      <HeadCounts board={board} rows={answer.rows} />
      <Search board={board} answer={answer} />
    </>
  );
}

interface SearchProps {
  readonly board: LiveBoard;
  readonly answer: CapacityAnswer;
}

/** Conditions and rows: what is typed draws these anew and not the head. */
function Search({ board, answer }: SearchProps): JSX.Element {
  const filter = useMemo(() => computed(() => filterOf(address.value)), []).value;
  const found = useMemo(
    () => findRows(answer.rows, filter, { firstDate: answer.firstDate, foldedOf }),
    [answer, filter],
  );
  return (
    <>
      <FilterBar rows={answer.rows} filter={filter} firstDate={answer.firstDate} />
      <FoundRows board={board} found={found} filter={filter} />
    </>
  );
}

const folded = new WeakMap<CapacityRow, readonly string[]>();

/** Folded once for each row that came: who types asks again with every letter. */
function foldedOf(row: CapacityRow): readonly string[] {
  const known = folded.get(row) ?? [...new Set(textsOf(row).map(fold))];
  folded.set(row, known);
  return known;
}

/** Under what a row is found, in both languages. */
function textsOf({
  workshop,
  machine,
  class: kind,
  processes,
  attributes,
  region,
}: CapacityRow): readonly string[] {
  const materials = Array.isArray(attributes['materials']) ? attributes['materials'] : [];
  const names = [
    workshop.name,
    machine.name,
    ...(kind === null ? [] : [kind]),
    ...(region === null ? [] : [region.name]),
    ...processes.map(processName),
    ...materials.map(materialName),
  ];
  return [...names.flatMap(({ ja, en }) => [ja, en]), ...processes];
}
