// One member's record: company, contacts, machines with their processes. Edited as a whole and saved against the
// version that was read, so that who comes second is told and loses nothing of the other.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Workshop } from '../../../src/directory/entryKinds.ts';
import { type Refused, sendChange } from '../live/sendChange.ts';
import { setAddress } from '../page/address.ts';
import { named } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { CompanyEditor } from './CompanyEditor.tsx';
import { ContactsEditor } from './ContactsEditor.tsx';
import { type DirectoryAnswer, useOnce } from './directoryAnswer.ts';
import { MachinesEditor } from './MachinesEditor.tsx';
import { MemberHistory } from './MemberHistory.tsx';
import { RefusalWords } from './RefusalWords.tsx';
import { RemoveMember } from './RemoveMember.tsx';

export interface RecordProps {
  /** Null: somebody new. */
  readonly id: string | null;
  readonly directory: DirectoryAnswer;
  readonly reload: () => void;
}

interface Read {
  readonly version: number;
  readonly entry: Workshop;
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
  const answer = useOnce<Read>(path, again.value).value;
  if (answer === 'failed') return <p class="note">{words.gone}</p>;
  const read = id === null ? { version: 0, entry: emptyMember(directory) } : answer;
  if (read === null) return null;
  const readAgain = (): void => {
    again.value += 1;
    reload();
  };
  return <Form key={read.version} read={read} directory={directory} readAgain={readAgain} />;
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
  readonly read: Read;
  readonly directory: DirectoryAnswer;
  readonly readAgain: () => void;
}

function Form({ read, directory, readAgain }: FormProps): JSX.Element {
  const words = wordsIn(memberTexts);
  const draft = useSignal<Workshop>(read.entry);
  const refused = useSignal<{ readonly status: number; readonly answer: Refused | null } | null>(null);
  const isNew = read.version === 0;
  const isEdited = draft.value !== read.entry;
  const part: PartProps = {
    draft: draft.value,
    change: (next) => {
      draft.value = { ...draft.value, ...next };
      refused.value = null;
    },
  };
  const save = async (): Promise<void> => {
    const path = `api/directory/workshop/${encodeURIComponent(draft.value.id)}`;
    const sent = await sendChange<Refused>(path, { method: 'PUT', body: draft.value, version: read.version });
    if (sent.status !== 200) {
      refused.value = sent;
      return;
    }
    if (isNew) setAddress({ shop: draft.value.id });
    readAgain();
  };
  return (
    <form
      class="member-record"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{isNew ? words.record.newTitle : named(read.entry.name)}</h2>
      <CompanyEditor {...part} directory={directory} isNew={isNew} />
      <ContactsEditor {...part} />
      <MachinesEditor {...part} known={new Set(read.entry.machines.map(({ id }) => id))} />
      <div class="save-bar">
        <RefusalWords refused={refused.value} timeZone={directory.timeZone} readAgain={readAgain} />
        <SaveButtons
          isEdited={isEdited}
          dismiss={() => {
            draft.value = read.entry;
            refused.value = null;
          }}
        />
      </div>
      {!isNew && <MemberHistory id={read.entry.id} timeZone={directory.timeZone} />}
      {!isNew && (
        <RemoveMember
          timeZone={directory.timeZone}
          id={read.entry.id}
          version={read.version}
          reload={readAgain}
        />
      )}
    </form>
  );
}

function SaveButtons({
  isEdited,
  dismiss,
}: {
  readonly isEdited: boolean;
  readonly dismiss: () => void;
}): JSX.Element {
  const words = wordsIn(memberTexts);
  return (
    <>
      {isEdited && <span class="quiet">{words.unsaved}</span>}
      <button type="submit" class="main-button" disabled={!isEdited}>
        {words.save}
      </button>
      {isEdited && (
        <button type="button" class="quiet-button" onClick={dismiss}>
          {words.dismiss}
        </button>
      )}
    </>
  );
}
