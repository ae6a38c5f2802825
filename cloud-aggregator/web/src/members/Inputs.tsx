// The fields of the office's forms: a label above, the field below it, as large as a finger.
import type { JSX, TargetedInputEvent } from 'preact';

interface TextInputProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly type?: 'text' | 'tel' | 'email' | 'number';
  readonly isNeeded?: boolean;
}

const kinds = {
  text: {},
  tel: { type: 'tel' },
  email: { type: 'email' },
  number: { type: 'number', min: 0, step: 'any', inputMode: 'decimal' },
} as const;

/** A line of text, or a number. */
export function TextInput({
  label,
  value,
  change,
  type = 'text',
  isNeeded = false,
}: TextInputProps): JSX.Element {
  const field = {
    value,
    required: isNeeded,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => change(event.currentTarget.value),
  };
  return (
    <label class="form-field">
      <span>{label}</span>
      <input {...kinds[type]} {...field} />
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  /** Value and word. */
  readonly choices: readonly (readonly [string, string])[];
  readonly change: (value: string) => void;
}

/** One of several. */
export function Choice({ label, value, choices, change }: ChoiceProps): JSX.Element {
  return (
    <label class="form-field">
      <span>{label}</span>
      <select value={value} onChange={(event) => change(event.currentTarget.value)}>
        {choices.map(([each, word]) => (
          <option key={each} value={each} selected={each === value}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
