// A name as the records take it: lower-case letters, digits and hyphens.
import type { JSX } from 'preact';

export interface NameFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly name: string;
}

/** The field with its hint. */
export function NameField({ label, hint, name }: NameFieldProps): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <span class="field-line">
        <input
          type="text"
          name={name}
          pattern="[a-z0-9][a-z0-9\-]*"
          title={hint}
          maxLength={63}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          autofocus
          required
        />
      </span>
      <small class="quiet">{hint}</small>
    </label>
  );
}
