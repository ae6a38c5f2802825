// Persons of a company and how they wish to be reached; a number is one tap to call.
import type { JSX } from 'preact';
import type { CompanyCard } from '../../../src/api/companyCard.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { wordsIn } from '../text/words.ts';

/** The list, or what to do where nobody is written down. */
export function ContactList({ contacts }: { readonly contacts: CompanyCard['contacts'] }): JSX.Element {
  const words = wordsIn(freeTexts);
  if (contacts.length === 0) return <p class="note">{words.noContacts}</p>;
  return (
    <ul class="contacts">
      {contacts.map(({ name, phone, fax, email, wish, hours }) => (
        <li key={name}>
          <b>{name}</b>
          {phone !== undefined && (
            <p>
              <a class="number" href={`tel:${phone}`}>
                {words.call} {phone}
              </a>
            </p>
          )}
          {fax !== undefined && (
            <p>
              {words.fax} {fax}
            </p>
          )}
          {email !== undefined && (
            <p>
              <a class="number" href={`mailto:${email}`}>
                {email}
              </a>
            </p>
          )}
          <p class="quiet">
            {words.wishLabel} {words.wish[wish]}
            {hours !== undefined && ` ${hours}`}
          </p>
        </li>
      ))}
    </ul>
  );
}
