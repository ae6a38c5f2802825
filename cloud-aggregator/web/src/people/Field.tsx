// One line to type in, with its label above; a secret one can be shown, because phones are typed on blindly.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { texts } from '../text/language.ts';

/** What the field is for; `autocomplete` tells password managers. */
export interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly autocomplete: 'username' | 'current-password' | 'new-password';
  readonly secret?: boolean;
  readonly focused?: boolean;
  readonly least?: number;
  /** What stands in it at the beginning. */
  readonly begun?: string;
}

const hidden = { type: 'password' } as const;
const visible = { type: 'text' } as const;

/** A labelled input. */
export function Field({ label, name, autocomplete, secret, focused, least, begun }: FieldProps): JSX.Element {
  const shown = useSignal(false);
  const { show, hide } = texts.value.door;
  return (
    <label class="field">
      <span>{label}</span>
      <span class="field-line">
        <input
          name={name}
          {...(secret === true && !shown.value ? hidden : visible)}
          autocomplete={autocomplete}
          autocapitalize="none"
          spellcheck={false}
          autofocus={focused === true}
          minLength={least}
          maxLength={200}
          defaultValue={begun}
          required
        />
        {secret === true && (
          <button type="button" class="show" onClick={() => (shown.value = !shown.value)}>
            {shown.value ? hide : show}
          </button>
        )}
      </span>
    </label>
  );
}
