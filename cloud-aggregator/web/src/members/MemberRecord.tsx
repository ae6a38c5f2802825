// One member's record: company, contacts, certificates, machines with what they can do; edited as a whole.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Workshop } from '../../../src/directory/entryKinds.ts';
import { useOnce } from '../live/useOnce.ts';
import { setAddress } from '../page/address.ts';
import { named } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { AttributesEditor } from './AttributesEditor.tsx';
import { CertificatesEditor } from './CertificatesEditor.tsx';
import { CompanyEditor } from './CompanyEditor.tsx';
import { ContactsEditor } from './ContactsEditor.tsx';
import type { DirectoryAnswer } from './directoryAnswer.ts';
import { EntryHistory } from './EntryHistory.tsx';
import { MachinesEditor } from './MachinesEditor.tsx';
import { RecordForm } from './RecordForm.tsx';
import { RemoveEntry } from './RemoveEntry.tsx';
import { type ReadEntry, useDraft } from './useDraft.ts';

export interface RecordProps {
  /** Null: somebody new. */
  readonly id: string | null;
  readonly directory: DirectoryAnswer;
  readonly reload: () => void;
}

/** A part of the form: what it shows, and how it changes it. */
export interface PartProps {
  readonly draft: Workshop;
  readonly change: (next: Partial<Workshop>) => void;
}

/** The record, read anew whenever somebody asks for that. */
export function MemberRecord({ id, directory, reload }: RecordProps): JSX.Element | null {
  const words = wordsIn(memberTexts);
  const again = useSignal(0);
  const path = id === null ? null : `api/directory/workshop/${encodeURIComponent(id)}`;
  const answer = useOnce<ReadEntry<Workshop>>(path, again.value).value;
  const empty = useMemo(() => ({ version: 0, entry: emptyMember(directory) }), []);
  if (answer === 'failed') return <p class="note">{words.gone}</p>;
  const read = id === null ? empty : answer;
  if (read === null) return null;
  const readAgain = (): void => {
    again.value += 1;
    reload();
  };
  return <Form read={read} directory={directory} readAgain={readAgain} />;
}

function emptyMember({ calendars }: DirectoryAnswer): Workshop {
  return {
    id: '',
    name: { ja: '', en: '' },
    calendar: calendars[0]?.id ?? '',
    region: null,
    contacts: [],
    attributes: {},
    certificates: [],
    staffing: null,
    usualLoad: null,
    calendarConfirmedAt: null,
    consents: [],
    pausedUntil: null,
    machines: [],
  };
}

interface FormProps {
  readonly read: ReadEntry<Workshop>;
  readonly directory: DirectoryAnswer;
  readonly readAgain: () => void;
}

function Form({ read, directory, readAgain }: FormProps): JSX.Element {
  const words = wordsIn(memberTexts);
  const draft = useDraft('workshop', read);
  const isNew = read.version === 0;
  const { timeZone } = directory;
  const part: PartProps = { draft: draft.value, change: draft.change };
  const { leave: title, leaveLead: lead, leaveSure: sure } = words;
  return (
    <>
      <RecordForm
        title={isNew ? words.record.newTitle : named(read.entry.name)}
        draft={draft}
        timeZone={timeZone}
        readAgain={readAgain}
        saved={() => {
          if (isNew) setAddress({ shop: draft.value.id });
          readAgain();
        }}
      >
        <CompanyEditor {...part} directory={directory} isNew={isNew} />
        <ContactsEditor {...part} />
        <AttributesEditor
          of="company"
          attributes={draft.value.attributes}
          put={(attributes) => draft.change({ attributes })}
        />
        <CertificatesEditor {...part} />
        <MachinesEditor {...part} known={new Set(read.entry.machines.map(({ id }) => id))} />
      </RecordForm>
      {!isNew && <EntryHistory key={read.version} kind="workshop" id={read.entry.id} timeZone={timeZone} />}
      {!isNew && (
        <RemoveEntry
          kind="workshop"
          id={read.entry.id}
          version={read.version}
          words={{ title, lead, sure }}
          timeZone={timeZone}
          reload={readAgain}
        />
      )}
    </>
  );
}
