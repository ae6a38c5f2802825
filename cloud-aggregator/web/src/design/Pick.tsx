// A choice of several that may be on or off, as large as a finger; what it says it is told to those who listen too.
import type { JSX } from 'preact';

export interface PickProps {
  readonly isOn: boolean;
  readonly word: string;
  onPick(isOn: boolean): void;
}

/** The button. */
export function Pick({ isOn, word, onPick }: PickProps): JSX.Element {
  return (
    <button type="button" class={isOn ? 'pick on' : 'pick'} aria-pressed={isOn} onClick={() => onPick(!isOn)}>
      {word}
    </button>
  );
}
