// A machine's state as sign, word and colour together, never colour alone; the palette is checked for colour blindness.
import type { MachineState } from '@nakamawashi/machine-model';
import type { JSX } from 'preact';
import { texts } from '../text/language.ts';
import { StateIcon } from './StateIcon.tsx';

/** `inferred` marks a state that was concluded and not read; `changed` lets the chip glow once. */
export interface StateChipProps {
  readonly state: MachineState;
  readonly inferred?: boolean;
  readonly changed?: boolean;
}

/** The chip of a state. */
export function StateChip({ state, inferred = false, changed = false }: StateChipProps): JSX.Element {
  const { state: words, inferred: inferredWord } = texts.value;
  return (
    <span class={`chip state-${state}${changed ? ' changed' : ''}`}>
      <StateIcon state={state} />
      <span>{words[state]}</span>
      {inferred && <small>{inferredWord}</small>}
    </span>
  );
}

/** What stands instead of a chip when the workshop does not share the live state. */
export function NotSharedChip(): JSX.Element {
  return <span class="chip not-shared">－ {texts.value.notShared}</span>;
}
