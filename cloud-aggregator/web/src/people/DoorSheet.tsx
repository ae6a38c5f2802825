// The door for somebody who was typing when his session ended: his page is still there behind it, hidden until he is
// in.
import type { JSX } from 'preact';
import { LanguageButton } from '../design/LanguageButton.tsx';
import { Sheet } from '../design/Sheet.tsx';
import { texts } from '../text/language.ts';
import type { Account } from './account.ts';
import { PasswordForm } from './PasswordForm.tsx';
import { SignInForm } from './SignInForm.tsx';

export interface DoorSheetProps {
  readonly account: Account;
  /** Who is in already and has to choose a password first; null: nobody. */
  readonly person: string | null;
}

/** The sheet; it goes by itself as soon as somebody is in. */
export function DoorSheet({ account, person }: DoorSheetProps): JSX.Element {
  const { door } = texts.value;
  return (
    <Sheet title={person === null ? door.signIn : door.ownPassword} isKept hasFocus>
      <p class="door-note">
        {person === null ? door.expired : door.ownPasswordLead(person)}
        <br />
        {door.stillThere}
      </p>
      <div class="door-form">
        {person === null ? (
          <SignInForm account={account} />
        ) : (
          <PasswordForm account={account} person={person} submit={door.begin} isMain />
        )}
      </div>
      <LanguageButton />
    </Sheet>
  );
}
