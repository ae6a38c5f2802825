// One region or circle: its names, and which companies are in it. A company names its region in its own record; a
// circle names its companies, and the owners decide what it may see.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Circle, Region } from '../../../src/directory/entryKinds.ts';
import { useOnce } from '../live/useOnce.ts';
import { setAddress } from '../page/address.ts';
import { PageLink } from '../page/PageLink.tsx';
import { named } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { CompanyPicks } from './CompanyPicks.tsx';
import type { DirectoryAnswer } from './directoryAnswer.ts';
import { EntryHistory } from './EntryHistory.tsx';
import { TextInput } from './Inputs.tsx';
import { RecordForm } from './RecordForm.tsx';
import { RemoveEntry } from './RemoveEntry.tsx';
import { type Draft, type ReadEntry, useDraft } from './useDraft.ts';

export type GroupKind = 'region' | 'circle';
type Group = Region | Circle;

interface GroupProps {
  readonly kind: GroupKind;
  /** Null: a new one. */
  readonly id: string | null;
  readonly directory: DirectoryAnswer;
  readonly reload: () => void;
}

/** The record, read anew whenever somebody asks for that. */
export function GroupRecord({ kind, id, directory, reload }: GroupProps): JSX.Element | null {
  const { group: words } = wordsIn(memberTexts);
  const again = useSignal(0);
  const path = id === null ? null : `api/directory/${kind}/${encodeURIComponent(id)}`;
  const answer = useOnce<ReadEntry<Group>>(path, again.value).value;
  const empty = useMemo(() => ({ version: 0, entry: emptyGroup(kind) }), [kind]);
  if (answer === 'failed') return <p class="note">{words.gone}</p>;
  const read = id === null ? empty : answer;
  if (read === null) return null;
  const readAgain = (): void => {
    again.value += 1;
    reload();
  };
  return <Form kind={kind} read={read} directory={directory} readAgain={readAgain} />;
}

function emptyGroup(kind: GroupKind): Group {
  const nameless = { id: '', name: { ja: '', en: '' } };
  return kind === 'region' ? nameless : { ...nameless, members: [] };
}

interface FormProps {
  readonly kind: GroupKind;
  readonly read: ReadEntry<Group>;
  readonly directory: DirectoryAnswer;
  readonly readAgain: () => void;
}

function Form({ kind, read, directory, readAgain }: FormProps): JSX.Element {
  const { group: words } = wordsIn(memberTexts);
  const draft = useDraft<Group>(kind, read);
  const isNew = read.version === 0;
  const { timeZone } = directory;
  const { id } = read.entry;
  const { remove: title, removeSure: sure } = words;
  return (
    <>
      <RecordForm
        title={isNew ? words.newTitle[kind] : named(read.entry.name)}
        draft={draft}
        timeZone={timeZone}
        readAgain={readAgain}
        saved={() => {
          if (isNew) setAddress({ entry: `${kind}/${draft.value.id}` });
          readAgain();
        }}
      >
        <Names draft={draft} isNew={isNew} />
        {'members' in draft.value ? (
          <CompanyPicks
            workshops={directory.workshops}
            chosen={draft.value.members}
            change={(members) => draft.change({ members: [...members] })}
          />
        ) : (
          <RegionShops workshops={directory.workshops.filter(({ region }) => region === id && !isNew)} />
        )}
      </RecordForm>
      {!isNew && <EntryHistory key={read.version} kind={kind} id={id} timeZone={timeZone} />}
      {!isNew && (
        <RemoveEntry
          kind={kind}
          id={id}
          version={read.version}
          words={{ title, lead: words.removeLead[kind], sure }}
          timeZone={timeZone}
          reload={readAgain}
        />
      )}
    </>
  );
}

function Names({ draft, isNew }: { readonly draft: Draft<Group>; readonly isNew: boolean }): JSX.Element {
  const { record: words, group } = wordsIn(memberTexts);
  const { id, name } = draft.value;
  return (
    <fieldset class="form-part">
      <legend>{group.names}</legend>
      {isNew && (
        <TextInput label={words.id} value={id} change={(next) => draft.change({ id: next })} isNeeded />
      )}
      <TextInput
        label={group.nameJa}
        value={name.ja}
        change={(ja) => draft.change({ name: { ...name, ja } })}
        isNeeded
      />
      <TextInput
        label={group.nameEn}
        value={name.en}
        change={(en) => draft.change({ name: { ...name, en } })}
        isNeeded
      />
    </fieldset>
  );
}

function RegionShops({ workshops }: Pick<DirectoryAnswer, 'workshops'>): JSX.Element {
  const { group: words } = wordsIn(memberTexts);
  return (
    <fieldset class="form-part">
      <legend>{words.companies(workshops.length)}</legend>
      <p class="quiet">{words.regionLead}</p>
      {workshops.map(({ id, name }) => (
        <PageLink key={id} page="members" changes={{ shop: id, entry: null }} class="quiet-button">
          {named(name)}
        </PageLink>
      ))}
    </fieldset>
  );
}
