// The sheet of conditions: only what some row has is offered, so that no choice is without a meaning here.
import type { JSX } from 'preact';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { named } from '../text/language.ts';
import { materialName } from '../text/materials.ts';
import { processName } from '../text/processes.ts';
import { wordsIn } from '../text/words.ts';
import type { Filter } from './filter.ts';

export interface FilterChoicesProps {
  readonly rows: readonly CapacityRow[];
  readonly filter: Filter;
  readonly firstDate: string;
  set(next: Filter): void;
}

type ListName = 'process' | 'material' | 'region' | 'circle';

/** All choices. */
export function FilterChoices({ rows, filter, firstDate, set }: FilterChoicesProps): JSX.Element {
  const { filter: words } = wordsIn(freeTexts);
  return (
    <div class="choices">
      {(['process', 'material', 'region', 'circle'] as const).map((name) => (
        <Chips key={name} name={name} choices={choicesOf(rows, name)} filter={filter} set={set} />
      ))}
      <HoursChoice filter={filter} firstDate={firstDate} set={set} />
      <fieldset>
        <legend>{words.size}</legend>
        <label class="inline-field">
          <input
            type="number"
            name="size"
            min={1}
            max={99_999}
            inputMode="numeric"
            aria-label={`${words.size} (${words.mm})`}
            value={filter.size ?? ''}
            onChange={(event) => set({ ...filter, size: Number(event.currentTarget.value) || null })}
          />
          <span>{words.mm}</span>
        </label>
      </fieldset>
      <fieldset>
        <legend>{words.confidence}</legend>
        {(['A', 'B'] as const).map((grade) => (
          <Pick
            key={grade}
            isOn={filter.confidence === grade}
            word={words.orBetter(grade)}
            onPick={(isOn) => set({ ...filter, confidence: isOn ? grade : null })}
          />
        ))}
      </fieldset>
    </div>
  );
}

function HoursChoice({ filter, firstDate, set }: Omit<FilterChoicesProps, 'rows'>): JSX.Element {
  const { filter: words } = wordsIn(freeTexts);
  return (
    <fieldset>
      <legend>{words.hours}</legend>
      {[4, 8, 16].map((hours) => (
        <Pick
          key={hours}
          isOn={filter.hours === hours}
          word={`${hours}${words.hoursOver}`}
          onPick={(isOn) => set({ ...filter, hours: isOn ? hours : null, by: isOn ? filter.by : null })}
        />
      ))}
      <label class="inline-field">
        <span>{words.by}</span>
        <input
          type="date"
          name="by"
          min={firstDate}
          value={filter.by ?? ''}
          onChange={(event) => {
            const by = event.currentTarget.value || null;
            set({ ...filter, by, hours: by === null ? filter.hours : (filter.hours ?? 4) });
          }}
        />
      </label>
    </fieldset>
  );
}

interface ChipsProps {
  readonly name: ListName;
  readonly choices: ReadonlyMap<string, string>;
  readonly filter: Filter;
  set(next: Filter): void;
}

function Chips({ name, choices, filter, set }: ChipsProps): JSX.Element | null {
  const { filter: words } = wordsIn(freeTexts);
  if (choices.size === 0) return null;
  const chosen = filter[name];
  return (
    <fieldset>
      <legend>{words[name]}</legend>
      {[...choices].map(([code, word]) => (
        <Pick
          key={code}
          isOn={chosen.includes(code)}
          word={word}
          onPick={(isOn) =>
            set({ ...filter, [name]: isOn ? [...chosen, code] : chosen.filter((each) => each !== code) })
          }
        />
      ))}
    </fieldset>
  );
}

interface PickProps {
  readonly isOn: boolean;
  readonly word: string;
  onPick(isOn: boolean): void;
}

function Pick({ isOn, word, onPick }: PickProps): JSX.Element {
  return (
    <button type="button" class={isOn ? 'pick on' : 'pick'} aria-pressed={isOn} onClick={() => onPick(!isOn)}>
      {word}
    </button>
  );
}

/** What the rows have of a list, by code, with its word; in the order of the words. */
function choicesOf(rows: readonly CapacityRow[], name: ListName): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { processes, attributes, region, circles } of rows) {
    if (name === 'process') for (const code of processes) found.set(code, named(processName(code)));
    if (name === 'region' && region !== null) found.set(region.id, named(region.name));
    if (name === 'circle') for (const each of circles) found.set(each.id, named(each.name));
    const { materials } = attributes;
    if (name === 'material' && Array.isArray(materials)) {
      for (const code of materials) found.set(code, named(materialName(code)));
    }
  }
  return new Map([...found].sort(([, a], [, b]) => a.localeCompare(b, 'ja')));
}
