// A member's name, place and calendar, how full it usually is, and who minds the machines (domain 6.5, shop cap).
import type { JSX } from 'preact';
import type { Workshop } from '../../../src/directory/entryKinds.ts';
import { PageLink } from '../page/PageLink.tsx';
import { named } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { DirectoryAnswer } from './directoryAnswer.ts';
import { Choice, NumberInput, TextInput } from './Inputs.tsx';
import type { PartProps } from './MemberRecord.tsx';

/** The part of the form. */
export function CompanyEditor({
  draft,
  change,
  directory,
  isNew,
}: PartProps & { readonly directory: DirectoryAnswer; readonly isNew: boolean }): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  const { name, region, calendar, usualLoad } = draft;
  const regions = directory.regions.map((each) => [each.id, named(each.name)] as const);
  return (
    <fieldset class="form-part">
      <legend>{words.shop}</legend>
      {isNew && <TextInput label={words.id} value={draft.id} change={(id) => change({ id })} isNeeded />}
      <TextInput
        label={words.nameJa}
        value={name.ja}
        change={(ja) => change({ name: { ...name, ja } })}
        isNeeded
      />
      <TextInput
        label={words.nameEn}
        value={name.en}
        change={(en) => change({ name: { ...name, en } })}
        isNeeded
      />
      <Choice
        label={words.region}
        value={region ?? ''}
        choices={[['', words.noRegion], ...regions]}
        change={(id) => change({ region: id === '' ? null : id })}
      />
      <Choice
        label={words.calendar}
        value={calendar}
        choices={directory.calendars.map(({ id }) => [id, id] as const)}
        change={(id) => change({ calendar: id })}
      />
      <Choice
        label={words.usualLoad}
        value={usualLoad ?? 'none'}
        choices={Object.entries(words.load)}
        change={(value) => change({ usualLoad: value === 'none' ? null : (value as Workshop['usualLoad']) })}
      />
      <Staffing draft={draft} change={change} />
      {!isNew && (
        <PageLink page="calendar" changes={{ shop: draft.id }} class="quiet-button">
          {words.toCalendar}
        </PageLink>
      )}
    </fieldset>
  );
}

function Staffing({ draft: { staffing }, change }: PartProps): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  const machinesPerPerson = staffing?.machinesPerPerson ?? 1;
  return (
    <>
      <NumberInput
        label={words.people}
        value={staffing?.people ?? null}
        change={(people) => change({ staffing: people === null ? null : { people, machinesPerPerson } })}
      />
      {staffing !== null && (
        <NumberInput
          label={words.machinesPerPerson}
          value={staffing.machinesPerPerson}
          change={(next) =>
            change({ staffing: { ...staffing, machinesPerPerson: next ?? staffing.machinesPerPerson } })
          }
        />
      )}
    </>
  );
}
