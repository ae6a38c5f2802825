// The sheet of conditions: only what some row has is offered, so that no choice is without a meaning here.
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import type { Filter } from '../../../src/search/filter.ts';
import { materialName } from '../../../src/search/materialNames.ts';
import { processName } from '../../../src/search/processNames.ts';
import { Pick } from '../design/Pick.tsx';
import { freeTexts } from '../text/freeTexts.ts';
import { language, named } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';

export interface FilterChoicesProps {
  readonly rows: readonly CapacityRow[];
  readonly filter: Filter;
  readonly firstDate: string;
  set(next: Filter): void;
}

const lists = ['process', 'material', 'region', 'circle', 'certificate'] as const;
type ListName = (typeof lists)[number];

/** All choices. */
export function FilterChoices({ rows, filter, firstDate, set }: FilterChoicesProps): JSX.Element {
  const { filter: words } = wordsIn(freeTexts);
  const choices = useMemo(() => lists.map((name) => choicesOf(rows, name)), [rows, language.value]);
  return (
    <div class="choices">
      {lists.map((name, index) => (
        <Chips key={name} name={name} choices={choices[index] ?? new Map()} filter={filter} set={set} />
      ))}
      <HoursChoice filter={filter} firstDate={firstDate} set={set} />
      <FigureField name="size" unit={words.mm} least={1} filter={filter} set={set} />
      <FigureField name="accuracy" unit={words.mm} least={0.001} filter={filter} set={set} />
      <FigureField name="lot" unit={words.pieces} least={1} filter={filter} set={set} />
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

interface FigureFieldProps {
  readonly name: 'size' | 'accuracy' | 'lot';
  readonly unit: string;
  /** The smallest figure, and the step from one to the next. */
  readonly least: number;
  readonly filter: Filter;
  set(next: Filter): void;
}

function FigureField({ name, unit, least, filter, set }: FigureFieldProps): JSX.Element {
  const { filter: words } = wordsIn(freeTexts);
  return (
    <fieldset>
      <legend>{words[name]}</legend>
      <label class="inline-field">
        <input
          type="number"
          name={name}
          min={least}
          max={99_999}
          step={least}
          inputMode="decimal"
          aria-label={`${words[name]} (${unit})`}
          value={filter[name] ?? ''}
          onChange={(event) => set({ ...filter, [name]: Number(event.currentTarget.value) || null })}
        />
        <span>{unit}</span>
      </label>
    </fieldset>
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

/** What the rows have of a list, by code, with its word; in the order of the words. */
function choicesOf(rows: readonly CapacityRow[], name: ListName): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { processes, attributes, region, circles, certificates } of rows) {
    if (name === 'process') for (const code of processes) found.set(code, named(processName(code)));
    if (name === 'region' && region !== null) found.set(region.id, named(region.name));
    if (name === 'circle') for (const each of circles) found.set(each.id, named(each.name));
    if (name === 'certificate') for (const each of certificates) found.set(each, each);
    const { materials } = attributes;
    if (name === 'material' && Array.isArray(materials)) {
      for (const code of materials) found.set(code, named(materialName(code)));
    }
  }
  return new Map([...found].sort(([, a], [, b]) => a.localeCompare(b, 'ja')));
}
