// One line to search a list by, as it is typed.
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';

export interface SearchFieldProps {
  readonly label: string;
  readonly value: Signal<string>;
}

/** The field; its label stands in it and is spoken. */
export function SearchField({ label, value }: SearchFieldProps): JSX.Element {
  return (
    <input
      type="search"
      class="admin-search"
      aria-label={label}
      placeholder={label}
      autocomplete="off"
      spellcheck={false}
      maxLength={100}
      value={value.value}
      onInput={(event) => (value.value = event.currentTarget.value)}
    />
  );
}
