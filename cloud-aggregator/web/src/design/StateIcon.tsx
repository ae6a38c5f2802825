// The seven signs of the machine states, drawn on one 16-unit grid in the colour of the text beside them.
import type { MachineState } from '@nakamawashi/machine-model';
import type { JSX } from 'preact';

const signs: Readonly<Record<MachineState, () => JSX.Element>> = {
  production: () => <path d="M4 2.5v11l9.5-5.5z" fill="currentColor" />,
  setup: () => (
    <path
      d="M14.1 4.4a4 4 0 0 1-5.2 4.7l-4.7 4.7a1.55 1.55 0 0 1-2.2-2.2l4.7-4.7a4 4 0 0 1 4.9-5.2L9.3 4l.5 2.2 2.2.5z"
      fill="currentColor"
    />
  ),
  idle: () => (
    <rect x="3.5" y="3.5" width="9" height="9" fill="none" stroke="currentColor" stroke-width="2" />
  ),
  fault: () => (
    <path
      d="M8 1.2 15.3 14.2H.7zM7.1 5.6l.3 4.4h1.2l.3-4.4zM7.2 11.1v1.6h1.6v-1.6z"
      fill="currentColor"
      fill-rule="evenodd"
    />
  ),
  maintenance: () => <path d="M6.5 2h3v4.5H14v3H9.5V14h-3V9.5H2v-3h4.5z" fill="currentColor" />,
  off: () => <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2" />,
  unknown: () => (
    <path
      d="M4.7 5.6a3.3 3.3 0 1 1 5 2.8c-1.1.7-1.7 1.1-1.7 2.3M8 12.6v1.9"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
    />
  ),
};

/** The sign of a state; always beside its word, therefore hidden from screen readers. */
export function StateIcon({ state }: { readonly state: MachineState }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {signs[state]()}
    </svg>
  );
}
