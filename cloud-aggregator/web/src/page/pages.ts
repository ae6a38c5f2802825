// Pure: which pages there are for whom, and which one an address means.
import type { Visitor } from '../people/account.ts';

const deskPages = ['free', 'week', 'now', 'overview', 'health', 'wall'] as const;
/** For who has signed in: nobody changes who may do what where all may come. */
const officePages = ['members', 'calendar', 'boxes'] as const;
const administratorPages = ['people', 'audit'] as const;
const ownerPages = ['mine', 'now', 'calendar'] as const;

/** A page of the board; the card of a company is reached from others, the parts by their address. */
export type PageName =
  | (typeof deskPages)[number]
  | (typeof ownerPages)[number]
  | (typeof officePages)[number]
  | (typeof administratorPages)[number]
  | 'company'
  | 'parts'
  | 'months';

/** The pages somebody is offered, the first one being his start. */
export function pagesOf({ roles, open }: Pick<Visitor, 'roles' | 'open'>): readonly PageName[] {
  const isDesk =
    open || roles.some((role) => role === 'desk' || role === 'office' || role === 'administrator');
  const isOwner = roles.includes('owner');
  const isOffice = roles.some((role) => role === 'office' || role === 'administrator');
  const hasMonths = open || isOffice || roles.includes('reviewer');
  return [
    ...new Set<PageName>([
      ...(isOwner ? ownerPages : []),
      ...(isDesk ? deskPages : []),
      ...(hasMonths ? (['months'] as const) : []),
      ...(isOffice ? officePages : []),
      ...(roles.includes('administrator') ? administratorPages : []),
    ]),
  ];
}

/** The page that is asked for, if it is for this person; otherwise his start, or null when there is none. */
export function pageOf(asked: string | null, visitor: Pick<Visitor, 'roles' | 'open'>): PageName | null {
  const pages = pagesOf(visitor);
  if (asked === 'company' && pages.includes('free')) return 'company';
  if (asked === 'parts' && visitor.roles.includes('administrator')) return 'parts';
  return pages.find((page) => page === asked) ?? pages[0] ?? null;
}
