// What is filled in: each kind of field, empty and filled, with its label.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { attributeName } from '../../../src/search/attributeNames.ts';
import { SearchField } from '../admin/SearchField.tsx';
import { AttributeField } from '../members/AttributeField.tsx';
import { Choice, ListInput, NumberInput, TextInput } from '../members/Inputs.tsx';
import { Field } from '../people/Field.tsx';
import { partTexts } from '../text/partTexts.ts';
import { wordsIn } from '../text/words.ts';
import { Part } from './Part.tsx';

/** The section. */
export function FieldParts(): JSX.Element {
  const words = wordsIn(partTexts);
  const text = useSignal('');
  const number = useSignal<number | null>(0.01);
  const list = useSignal<readonly string[]>(['A', 'B']);
  const one = useSignal('b');
  const found = useSignal('');
  const isTicked = useSignal(true);
  const materials = useSignal<string[]>(['stainless']);
  return (
    <Part title={words.fields}>
      <div class="form-line">
        <TextInput label={words.text} value={text.value} change={(next) => (text.value = next)} />
        <NumberInput label={words.number} value={number.value} change={(next) => (number.value = next)} />
        <ListInput label={words.list} value={list.value} change={(next) => (list.value = next)} />
        <Choice
          label={words.oneOf}
          value={one.value}
          choices={[
            ['a', 'A'],
            ['b', 'B'],
          ]}
          change={(next) => (one.value = next)}
        />
        <TextInput label={words.date} type="date" value="2026-11-21" change={() => undefined} />
        <SearchField label={words.search} value={found} />
      </div>
      <AttributeField
        id="materials"
        name={attributeName('materials')}
        value={materials.value}
        set={(next) => (materials.value = Array.isArray(next) ? next : [])}
      />
      <Field label={words.secret} name="secret" autocomplete="new-password" secret />
      <label class="check">
        <input
          type="checkbox"
          checked={isTicked.value}
          onChange={(event) => (isTicked.value = event.currentTarget.checked)}
        />
        {words.tick}
      </label>
    </Part>
  );
}
