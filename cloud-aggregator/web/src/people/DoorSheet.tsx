// The door over a page on which somebody was typing when his session ended: nothing behind it can be read or touched,
// and all of it is still there for him.
import type { JSX } from 'preact';
import { Sheet } from '../design/Sheet.tsx';
import { texts } from '../text/language.ts';
import type { Account } from './account.ts';
import { SignInForm } from './SignInForm.tsx';

/** The sheet; it goes by itself as soon as somebody is signed in. */
export function SignInSheet({ account }: { readonly account: Account }): JSX.Element {
  const { door } = texts.value;
  return (
    <Sheet title={door.signIn} isKept hidesPage>
      <p class="door-note">
        {door.expired}
        <br />
        {door.stillThere}
      </p>
      <SignInForm account={account} />
    </Sheet>
  );
}
