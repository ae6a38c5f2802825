// What is looked for: a field to type in, the conditions that are set as chips, and a sheet from which to choose more.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import { conditionsOf, type Filter, noFilter, without } from '../../../src/search/filter.ts';
import { addressOf } from '../../../src/search/filterAddress.ts';
import { meantBy, understood } from '../../../src/search/meantBy.ts';
import { address, setAddress } from '../page/address.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { language, named, texts } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';
import { conditionWord } from './conditionWord.ts';
import { FilterChoices } from './FilterChoices.tsx';
import { SavedSets } from './SavedSets.tsx';

export interface FilterBarProps {
  readonly rows: readonly CapacityRow[];
  readonly filter: Filter;
  readonly firstDate: string;
}

/** The bar; everything that is set in it stands in the address. */
export function FilterBar({ rows, filter, firstDate }: FilterBarProps): JSX.Element {
  const { filter: words } = wordsIn(freeTexts);
  const isOpen = useSignal(false);
  const set = (next: Filter): void => setAddress(addressOf(next));
  const names = useMemo(() => namesIn(rows), [rows, language.value]);
  const conditions = conditionsOf(filter).filter((name) => name !== 'text');
  return (
    <search class="filter" aria-label={words.label}>
      <div class="filter-line">
        <SearchField filter={filter} set={set} />
        <GroupChoice />
      </div>
      <Understood filter={filter} />
      <details class="filter-sheet" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
        <summary>{words.more}</summary>
        {isOpen.value && <FilterChoices rows={rows} filter={filter} firstDate={firstDate} set={set} />}
      </details>
      <SavedSets filter={filter} />
      {conditions.length > 0 && (
        <ul class="chips">
          {conditions.map((name) => {
            const word = conditionWord(filter, name, language.value, names);
            return (
              <li key={name}>
                <button
                  type="button"
                  class="pick on"
                  aria-label={words.drop(word)}
                  onClick={() => set(without(filter, name))}
                >
                  {word} <span aria-hidden="true">✕</span>
                </button>
              </li>
            );
          })}
          <li>
            <button type="button" class="pick" onClick={() => set(noFilter)}>
              {words.clear}
            </button>
          </li>
        </ul>
      )}
    </search>
  );
}

/** What figures in the text are taken for. */
function Understood({ filter }: Pick<FilterBarProps, 'filter'>): JSX.Element {
  const { filter: words } = wordsIn(freeTexts);
  const meant = meantBy(filter);
  const conditions = understood(filter).map((name) => conditionWord(meant, name, language.value));
  return (
    <p class="understood quiet" role="status">
      {conditions.length > 0 && words.understood(conditions.join(texts.value.between))}
    </p>
  );
}

/** Regions and circles by their ids. */
function namesIn(rows: readonly CapacityRow[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { region, circles } of rows) {
    if (region !== null && !names.has(region.id)) names.set(region.id, named(region.name));
    for (const { id, name } of circles) if (!names.has(id)) names.set(id, named(name));
  }
  return names;
}

/** Typing is answered at once; the address follows without a step back for each letter. */
function SearchField({ filter, set }: { readonly filter: Filter; set(next: Filter): void }): JSX.Element {
  const { filter: words } = wordsIn(freeTexts);
  const typed = useSignal(filter.text);
  useEffect(() => {
    typed.value = filter.text;
  }, [filter.text]);
  return (
    <label class="search-field">
      <span>{words.text}</span>
      <input
        type="search"
        name="text"
        value={typed.value}
        placeholder={words.textHint}
        maxLength={100}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          set({ ...filter, text: typed.value });
        }}
      />
    </label>
  );
}

function GroupChoice(): JSX.Element {
  const { group: words } = wordsIn(freeTexts);
  const by = address.value.get('group');
  return (
    <fieldset class="group-choice">
      <legend>{words.label}</legend>
      {([null, 'process', 'workshop'] as const).map((each) => (
        <button
          key={each}
          type="button"
          class={by === each ? 'pick on' : 'pick'}
          aria-pressed={by === each}
          onClick={() => setAddress({ group: each })}
        >
          {words[each ?? 'none']}
        </button>
      ))}
    </fieldset>
  );
}
