// A new person: name and roles; the password comes from the aggregator.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { peopleTexts } from '../text/peopleTexts.ts';
import { wordsIn } from '../text/words.ts';
import { FormSheet } from './FormSheet.tsx';
import { NameField } from './NameField.tsx';
import type { Company } from './PeoplePage.tsx';
import { RightsFields } from './RightsFields.tsx';
import { isWhole, noRights, type RightsChoice } from './rightsChoice.ts';
import { send } from './send.ts';

export interface AddSheetProps {
  readonly workshops: readonly Company[];
  onClose(): void;
  onMade(id: string, password: string): void;
}

/** The sheet. */
export function AddSheet({ workshops, onClose, onMade }: AddSheetProps): JSX.Element {
  const words = wordsIn(peopleTexts);
  const choice = useSignal<RightsChoice>(noRights);
  return (
    <FormSheet
      title={words.add}
      submit={words.make}
      isWhole={isWhole(choice.value)}
      onClose={onClose}
      onSubmit={async (given) => {
        const person = String(given.get('id'));
        const told = await send<{ password: string }>('POST', 'people', { person, ...choice.value });
        if (!told.ok) return told.failure;
        onMade(person, told.answer.password);
        return null;
      }}
    >
      <NameField label={words.id} hint={words.idHint} name="id" />
      <RightsFields choice={choice} workshops={workshops} />
    </FormSheet>
  );
}
