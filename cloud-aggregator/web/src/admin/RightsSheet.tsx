// Other roles and companies for a person who is there.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { KnownPerson } from '../../../src/people/administration.ts';
import { peopleTexts } from '../text/peopleTexts.ts';
import { wordsIn } from '../text/words.ts';
import { FormSheet } from './FormSheet.tsx';
import type { Company } from './PeoplePage.tsx';
import { RightsFields } from './RightsFields.tsx';
import { isWhole, type RightsChoice } from './rightsChoice.ts';
import { send } from './send.ts';

export interface RightsSheetProps {
  readonly person: KnownPerson;
  readonly workshops: readonly Company[];
  onClose(): void;
  onDone(): void;
}

/** The sheet. */
export function RightsSheet({ person, workshops, onClose, onDone }: RightsSheetProps): JSX.Element {
  const words = wordsIn(peopleTexts);
  const choice = useSignal<RightsChoice>({ roles: person.roles, workshops: person.workshops });
  return (
    <FormSheet
      title={words.rightsOf(person.id)}
      submit={words.save}
      isWhole={isWhole(choice.value)}
      onClose={onClose}
      onSubmit={async () => {
        const told = await send('PUT', `people/${person.id}/rights`, choice.value);
        if (!told.ok) return told.failure;
        onDone();
        return null;
      }}
    >
      <RightsFields choice={choice} workshops={workshops} />
    </FormSheet>
  );
}
