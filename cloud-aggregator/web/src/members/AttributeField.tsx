// One property of a machine or a company, by its kind: a number with its unit, yes or no, a list, a text.
import type { JSX } from 'preact';
import type { DirectoryMachine } from '../../../src/directory/capabilities.ts';
import type { AttributeName } from '../../../src/search/attributeNames.ts';
import { Pick } from '../design/Pick.tsx';
import { named } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { Choice, ListInput, NumberInput, TextInput } from './Inputs.tsx';

type Value = DirectoryMachine['attributes'][string];

interface FieldProps {
  readonly id: string;
  readonly name: AttributeName;
  /** Null: not known. */
  readonly value: Value | null;
  readonly set: (value: Value | null) => void;
}

/** The name with its unit. */
export function attributeLabel({ name, unit }: AttributeName): string {
  return unit === '' ? named(name) : `${named(name)} (${unit})`;
}

/** The field. */
export function AttributeField(props: FieldProps): JSX.Element {
  const isWide = props.name.choices.length > 0;
  return (
    <div class={isWide ? 'attribute wide' : 'attribute'} data-attribute={props.id}>
      <Kind {...props} />
    </div>
  );
}

function Kind({ name, value, set }: FieldProps): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  const label = attributeLabel(name);
  const list = Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
  const setList = (next: readonly string[]): void => set(next.length === 0 ? null : [...next]);
  if (name.choices.length > 0)
    return <Picks label={label} choices={name.choices} value={list} change={setList} />;
  switch (name.kind) {
    case 'number':
      return <NumberInput label={label} value={typeof value === 'number' ? value : null} change={set} />;
    case 'flag':
      return (
        <Choice
          label={label}
          value={value === null ? '' : String(value)}
          choices={[
            ['', words.notKnown],
            ['true', words.yes],
            ['false', words.no],
          ]}
          change={(next) => set(next === '' ? null : next === 'true')}
        />
      );
    case 'list':
      return <ListInput label={words.withCommas(label)} value={list} change={setList} />;
    case 'text':
      return <TextInput label={label} value={String(value ?? '')} change={(next) => set(next || null)} />;
  }
}

interface PicksProps {
  readonly label: string;
  readonly choices: AttributeName['choices'];
  readonly value: readonly string[];
  readonly change: (value: readonly string[]) => void;
}

/** What is written down and not offered is a choice too. */
function Picks({ label, choices, value, change }: PicksProps): JSX.Element {
  const offered = new Set(choices.map(([code]) => code));
  const others = value.filter((each) => !offered.has(each));
  const all = [
    ...choices.map(([code, name]) => [code, named(name)] as const),
    ...others.map((each) => [each, each] as const),
  ];
  return (
    <fieldset>
      <legend>{label}</legend>
      {all.map(([code, word]) => (
        <Pick
          key={code}
          isOn={value.includes(code)}
          word={word}
          onPick={(isOn) => change(isOn ? [...value, code] : value.filter((each) => each !== code))}
        />
      ))}
    </fieldset>
  );
}
