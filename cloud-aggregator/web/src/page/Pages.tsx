// Puts the page that the address asks for into its frame.
import type { JSX } from 'preact';
import { BoardPage } from '../board/BoardPage.tsx';
import { CompanyPage } from '../company/CompanyPage.tsx';
import { HealthPage } from '../dataHealth/HealthPage.tsx';
import { FreePage } from '../free/FreePage.tsx';
import type { LiveBoard } from '../live/liveBoard.ts';
import { OverviewPage } from '../overview/OverviewPage.tsx';
import { OwnPage } from '../own/OwnPage.tsx';
import type { Account } from '../people/account.ts';
import { WallPage } from '../wall/WallPage.tsx';
import { WeekPage } from '../week/WeekPage.tsx';
import { type Body, Later } from './Later.tsx';
import { PageFrame } from './PageFrame.tsx';
import type { PageName } from './pages.ts';

export interface PagesProps {
  readonly page: PageName;
  readonly board: LiveBoard;
  readonly account: Account;
}

/** Pages that few open are loaded when they are. */
const bodies: Readonly<Record<PageName, (props: PagesProps) => JSX.Element | null>> = {
  free: FreePage,
  week: WeekPage,
  now: BoardPage,
  overview: OverviewPage,
  health: HealthPage,
  wall: WallPage,
  company: CompanyPage,
  mine: OwnPage,
  boxes: later(() => import('../admin/BoxesPage.tsx').then(({ BoxesPage }) => BoxesPage)),
  people: later(() => import('../admin/PeoplePage.tsx').then(({ PeoplePage }) => PeoplePage)),
  audit: later(() => import('../admin/AuditPage.tsx').then(({ AuditPage }) => AuditPage)),
  members: later(() => import('../members/MembersPage.tsx').then(({ MembersPage }) => MembersPage)),
  calendar: later(() => import('../calendar/CalendarPage.tsx').then(({ CalendarPage }) => CalendarPage)),
  parts: later(() => import('../parts/PartsPage.tsx').then(({ PartsPage }) => PartsPage)),
  months: later(() => import('../months/MonthsPage.tsx').then(({ MonthsPage }) => MonthsPage)),
};

function later(load: () => Promise<Body<LiveBoard>>): Body<LiveBoard> {
  return ({ board }) => <Later board={board} load={load} />;
}

/** The page in its frame. */
export function Pages({ page, board, account }: PagesProps): JSX.Element {
  const Body = bodies[page];
  return (
    <PageFrame page={page} board={board} account={account}>
      <Body key={page} page={page} board={board} account={account} />
    </PageFrame>
  );
}
