// A link to another page of the board: a real address for a new window, and no reload for a plain click.
import type { ComponentChildren, JSX } from 'preact';
import { addressWith, setAddress } from './address.ts';
import type { PageName } from './pages.ts';
import { leave } from './unsaved.ts';

export interface PageLinkProps {
  readonly page: PageName;
  /** What else changes in the address. */
  readonly changes?: Readonly<Record<string, string | null>>;
  readonly class?: string;
  readonly isCurrent?: boolean;
  readonly children: ComponentChildren;
}

/** The link. */
export function PageLink({ page, changes = {}, isCurrent = false, ...rest }: PageLinkProps): JSX.Element {
  const to = { page, ...changes };
  return (
    <a
      class={rest.class ?? ''}
      href={addressWith(to).href}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        leave(() => {
          setAddress(to, true);
          scrollTo(0, 0);
        });
      }}
    >
      {rest.children}
    </a>
  );
}
