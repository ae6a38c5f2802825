// The fields of the office's forms: a label above, the field below it, as large as a finger.
import { useSignal } from '@preact/signals';
import type { JSX, TargetedInputEvent } from 'preact';

interface TextInputProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly type?: 'text' | 'tel' | 'email' | 'date';
  readonly isNeeded?: boolean;
}

const kinds = {
  text: {},
  tel: { type: 'tel' },
  email: { type: 'email' },
  date: { type: 'date' },
} as const;

/** A line of text, or a date. */
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

interface Typed<T> {
  readonly value: T;
  readonly print: (value: T) => string;
  readonly parse: (text: string) => T;
  readonly change: (value: T) => void;
}

/** What is typed is not always what it means: "0." and "0.0" are on the way to 0.01, and stay until it is left. */
function useTyped<T>({ value, print, parse, change }: Typed<T>) {
  const typed = useSignal<string | null>(null);
  return {
    value: typed.value ?? print(value),
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => {
      typed.value = event.currentTarget.value;
      change(parse(typed.value));
    },
    onBlur: () => {
      typed.value = null;
    },
  };
}

interface NumberInputProps {
  readonly label: string;
  /** Null: nothing is filled in. */
  readonly value: number | null;
  readonly change: (value: number | null) => void;
}

const asNumber = {
  print: (value: number | null) => (value === null ? '' : String(value)),
  parse: (text: string) => (text.trim() === '' ? null : Number(text)),
};

/** A number. */
export function NumberInput({ label, value, change }: NumberInputProps): JSX.Element {
  const typed = useTyped({ value, ...asNumber, change });
  return (
    <label class="form-field">
      <span>{label}</span>
      <input type="number" min={0} step="any" inputMode="decimal" {...typed} />
    </label>
  );
}

interface ListInputProps {
  readonly label: string;
  readonly value: readonly string[];
  readonly change: (value: readonly string[]) => void;
}

const asList = {
  print: (value: readonly string[]) => value.join('、'),
  parse: (text: string) =>
    text
      .split(/[、,，]/)
      .map((each) => each.trim())
      .filter((each) => each !== ''),
};

/** Several words in one line, with commas between. */
export function ListInput({ label, value, change }: ListInputProps): JSX.Element {
  const typed = useTyped({ value, ...asList, change });
  return (
    <label class="form-field">
      <span>{label}</span>
      <input {...typed} />
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
