// What a machine or a company can do: what is filled in already, and more to choose from. An emptied field is not
// written down, which means that it is not known (domain 5.3).
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { DirectoryMachine } from '../../../src/directory/capabilities.ts';
import { type AttributeOwner, attributeName, knownAttributes } from '../../../src/search/attributeNames.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { AttributeField, attributeLabel } from './AttributeField.tsx';
import { Choice } from './Inputs.tsx';

interface EditorProps {
  readonly of: AttributeOwner;
  readonly attributes: DirectoryMachine['attributes'];
  readonly put: (next: DirectoryMachine['attributes']) => void;
}

/** The part of the form. */
export function AttributesEditor({ of, attributes, put }: EditorProps): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  const fields = useRef<HTMLFieldSetElement>(null);
  /** Shown though they are empty. */
  const empty = useSignal<readonly string[]>([]);
  const added = useSignal<string | null>(null);
  const known = knownAttributes(of);
  const shown = new Set([...Object.keys(attributes), ...empty.value]);
  const offered = known.filter((key) => !shown.has(key));
  useLayoutEffect(() => {
    if (added.value === null) return;
    const place = `[data-attribute="${added.value}"] :is(input, select, button)`;
    fields.current?.querySelector<HTMLElement>(place)?.focus();
  }, [added.value]);
  return (
    <fieldset class="form-part" ref={fields}>
      <legend>{words.attributes}</legend>
      {[...known, ...[...shown].filter((key) => !known.includes(key))]
        .filter((key) => shown.has(key))
        .map((key) => (
          <AttributeField
            key={key}
            name={attributeName(key, attributes[key])}
            id={key}
            value={attributes[key] ?? null}
            set={(value) => {
              const { [key]: _, ...others } = attributes;
              empty.value = [...new Set([...empty.value, key])];
              put(value === null ? others : { ...attributes, [key]: value });
            }}
          />
        ))}
      {offered.length > 0 && (
        <Choice
          // A new one when something was chosen, or it would show what is offered no more.
          key={offered.length}
          label={words.addAttribute}
          value=""
          choices={[
            ['', words.choose],
            ...offered.map((key) => [key, attributeLabel(attributeName(key))] as const),
          ]}
          change={(key) => {
            empty.value = [...empty.value, key];
            added.value = key;
          }}
        />
      )}
      <p class="quiet">{words.attributesHint}</p>
    </fieldset>
  );
}
