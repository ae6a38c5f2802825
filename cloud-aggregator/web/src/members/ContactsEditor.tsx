// Whom to reach in a workshop, the first one first, and how each wishes it.
import type { JSX } from 'preact';
import type { Workshop } from '../../../src/directory/entryKinds.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { Choice, TextInput } from './Inputs.tsx';
import type { PartProps } from './MemberRecord.tsx';
import { PartList } from './PartList.tsx';

type Contact = Workshop['contacts'][number];

/** An empty field is one that is not there. */
function withText(contact: Contact, key: 'phone' | 'fax' | 'email' | 'hours', text: string): Contact {
  const { [key]: _, ...rest } = contact;
  return text === '' ? rest : { ...rest, [key]: text };
}

/** The part of the form. */
export function ContactsEditor({ draft, change }: PartProps): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  return (
    <PartList<Contact>
      title={words.contacts}
      parts={draft.contacts}
      change={(contacts) => change({ contacts: [...contacts] })}
      added={{ name: '', wish: 'phone' }}
      addWord={words.addContact}
    >
      {(contact, put, remove) => (
        <ContactLine contact={contact} put={put}>
          {remove(contact.name)}
        </ContactLine>
      )}
    </PartList>
  );
}

interface LineProps {
  readonly contact: Contact;
  readonly put: (next: Contact) => void;
  /** The button that takes the line out. */
  readonly children: JSX.Element;
}

function ContactLine({ contact, put, children }: LineProps): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  const line = (key: 'phone' | 'fax' | 'email' | 'hours', type: 'tel' | 'email' | 'text'): JSX.Element => (
    <TextInput
      label={words[key]}
      type={type}
      value={contact[key] ?? ''}
      change={(text) => put(withText(contact, key, text))}
    />
  );
  return (
    <div class="form-line">
      <TextInput
        label={words.contactName}
        value={contact.name}
        change={(name) => put({ ...contact, name })}
        isNeeded
      />
      {line('phone', 'tel')}
      {line('fax', 'tel')}
      {line('email', 'email')}
      <Choice
        label={words.wish}
        value={contact.wish}
        choices={Object.entries(words.wishes)}
        change={(wish) => put({ ...contact, wish: wish as Contact['wish'] })}
      />
      {line('hours', 'text')}
      {children}
    </div>
  );
}
