// Whom to reach in a workshop, the first one first, and how each wishes it.
import type { JSX } from 'preact';
import type { Workshop } from '../../../src/directory/entryKinds.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { Choice, TextInput } from './Inputs.tsx';
import type { PartProps } from './MemberRecord.tsx';

type Contact = Workshop['contacts'][number];

/** An empty field is one that is not there. */
function withText(contact: Contact, key: 'phone' | 'fax' | 'email' | 'hours', text: string): Contact {
  const { [key]: _, ...rest } = contact;
  return text === '' ? rest : { ...rest, [key]: text };
}

/** The part of the form. */
export function ContactsEditor({ draft, change }: PartProps): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  const { contacts } = draft;
  return (
    <fieldset class="form-part">
      <legend>{words.contacts}</legend>
      {contacts.map((contact, at) => (
        <ContactLine
          key={at}
          contact={contact}
          put={(next) => change({ contacts: contacts.map((each, index) => (index === at ? next : each)) })}
          remove={() => change({ contacts: contacts.filter((_, index) => index !== at) })}
        />
      ))}
      <button
        type="button"
        class="quiet-button"
        onClick={() => change({ contacts: [...contacts, { name: '', wish: 'phone' }] })}
      >
        {words.addContact}
      </button>
    </fieldset>
  );
}

interface LineProps {
  readonly contact: Contact;
  readonly put: (next: Contact) => void;
  readonly remove: () => void;
}

function ContactLine({ contact, put, remove }: LineProps): JSX.Element {
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
      <button type="button" class="quiet-button" aria-label={words.removeOf(contact.name)} onClick={remove}>
        {words.remove}
      </button>
    </div>
  );
}
