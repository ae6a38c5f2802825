// Who is signed in, in the head of the page; opened it has the ways out and the change of the password.
import type { JSX } from 'preact';
import { leave } from '../page/unsaved.ts';
import { texts } from '../text/language.ts';
import type { Account } from './account.ts';
import { PasswordForm } from './PasswordForm.tsx';

/** The menu; where nobody signs in it says so instead. */
export function AccountMenu({ account }: { readonly account: Account }): JSX.Element | null {
  const { door } = texts.value;
  const visitor = account.visitor.value;
  if (visitor?.open === true) return <p class="open-warning">{door.open}</p>;
  if (visitor === null || visitor.person === null) return null;
  return (
    <details class="account">
      <summary>{visitor.person}</summary>
      <div class="account-sheet">
        <p class="note">{visitor.roles.map((role) => door.role[role]).join(texts.value.between)}</p>
        <button type="button" class="main-button" onClick={() => leave(() => void account.signOut(false))}>
          {door.signOut}
        </button>
        <button type="button" class="quiet-button" onClick={() => leave(() => void account.signOut(true))}>
          {door.signOutEverywhere}
        </button>
        <details class="password">
          <summary>{door.changePassword}</summary>
          <PasswordForm account={account} person={visitor.person} submit={door.change} />
        </details>
      </div>
    </details>
  );
}
