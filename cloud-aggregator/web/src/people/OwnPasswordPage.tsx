// Whoever signed in with a password that somebody else made chooses one of his own before anything else.
import type { JSX } from 'preact';
import { LanguageButton } from '../design/LanguageButton.tsx';
import { texts } from '../text/language.ts';
import type { Account } from './account.ts';
import { PasswordForm } from './PasswordForm.tsx';

/** The page; after it the board comes at the same address. */
export function OwnPasswordPage({
  account,
  person,
}: {
  readonly account: Account;
  readonly person: string;
}): JSX.Element {
  const { product, door } = texts.value;
  return (
    <div class="page door">
      <header class="board-head">
        <div class="title">
          <p class="product">{product}</p>
          <h1>{door.ownPassword}</h1>
        </div>
        <LanguageButton />
      </header>
      <main>
        <p class="door-note">{door.ownPasswordLead(person)}</p>
        <PasswordForm account={account} person={person} submit={door.begin} isMain />
        <button type="button" class="quiet-button" onClick={() => void account.signOut(false)}>
          {door.signOut}
        </button>
      </main>
    </div>
  );
}
