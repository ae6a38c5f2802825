// 空きボード: what is free, with whom, how sure that is, and the telephone beside it (domain 6.1, B1).
import { computed } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { filterOf } from '../../../src/search/filterAddress.ts';
import { meantBy } from '../../../src/search/meantBy.ts';
import type { CapacityAnswer } from '../live/capacityAnswer.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { useCapacity } from '../live/useCapacity.ts';
import { address } from '../page/address.ts';
import { PageLink } from '../page/PageLink.tsx';
import { freeTexts } from '../text/freeTexts.ts';
import { wordsIn } from '../text/words.ts';
import { isWeekOver } from '../week/weekOver.ts';
import { FilterBar } from './FilterBar.tsx';
import { FoundRows } from './FoundRows.tsx';
import { foldAhead, foldedOnce } from './foldedRows.ts';
import { HeadCounts } from './HeadCounts.tsx';
import { openSearch } from './openSearch.ts';

/** The page below the head. */
export function FreePage({ board }: { readonly board: LiveBoard }): JSX.Element | null {
  const words = wordsIn(freeTexts);
  const answer = useCapacity(board).value;
  if (answer === null) return null;
  if (answer.rows.length === 0 && answer.isWhole) return <p class="note">{words.noShops}</p>;
  return (
    <>
      <HeadCounts board={board} answer={answer} />
      {isWeekOver(answer) && (
        <p class="note screen-only">
          {words.weekOver}{' '}
          <PageLink page="week" changes={{ week: 'next' }}>
            {words.nextWeek}
          </PageLink>
        </p>
      )}
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
  const { rows, firstDate, isWhole } = answer;
  useEffect(() => (isWhole ? foldAhead(rows) : undefined), [rows, isWhole]);
  const filter = useMemo(() => computed(() => filterOf(address.value)), []).value;
  const meant = useMemo(() => meantBy(filter), [filter]);
  const search = useMemo(
    () => openSearch(rows, meant, { firstDate, foldedOf: foldedOnce }),
    [rows, firstDate, meant],
  );
  useEffect(() => search.stop, [search]);
  return (
    <>
      <FilterBar rows={rows} filter={filter} firstDate={firstDate} />
      <FoundRows board={board} found={search.found.value} filter={meant} isWhole={isWhole} />
    </>
  );
}
