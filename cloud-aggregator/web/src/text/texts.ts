// Pure: every text of the board as a type. A language that lacks one does not compile.
// Words follow the glossary: plain, short, polite; the machine's state words are the same on every page.
import type { MachineState } from '@nakamawashi/machine-model';
import type { Role } from '../../../src/people/roles.ts';
import type { Refusal } from '../people/account.ts';

/** All texts of the page in one language; functions take figures that are already formatted. */
export interface Texts {
  readonly product: string;
  readonly page: string;
  /** The name of the other language, in that language. */
  readonly otherLanguage: string;
  /** Around the clock time of the board, e.g. "10:42" + " 現在". */
  readonly asOf: { readonly before: string; readonly after: string };
  readonly link: { readonly connecting: string; readonly live: string; readonly lost: string };
  readonly lostBar: (clock: string) => string;
  readonly neverReached: string;
  /** Where machines are still on their way to the page. */
  readonly stillComing: string;
  readonly noMachines: string;
  readonly noDataNote: string;
  readonly total: (machines: number) => string;
  readonly countsLabel: string;
  readonly tableLabel: string;
  readonly column: {
    readonly workshop: string;
    readonly machine: string;
    readonly state: string;
    readonly since: string;
    readonly today: string;
    readonly todayScale: string;
    readonly freshness: string;
  };
  /** The word on a state chip. */
  readonly state: Readonly<Record<MachineState, string>>;
  /** The head of a column of hours. */
  readonly hours: Readonly<Record<MachineState, string>>;
  readonly notShared: string;
  readonly inferred: string;
  readonly evidence: Readonly<Record<'controller' | 'lamp' | 'current', string>>;
  readonly freshness: {
    readonly live: string;
    readonly late: (duration: string) => string;
    readonly stale: (clock: string) => string;
    readonly never: string;
  };
  readonly from: (clock: string) => string;
  readonly yesterday: (clock: string) => string;
  readonly day: (month: number, day: number, clock: string) => string;
  readonly duration: {
    readonly underAMinute: string;
    readonly minutes: (minutes: number) => string;
    readonly hours: (hours: number, minutes: number) => string;
    readonly days: (days: number, hours: number) => string;
  };
  readonly accounted: (hours: string) => string;
  readonly planned: (hours: string) => string;
  readonly hoursUnit: string;
  /** What stands between two words of a list. */
  readonly between: string;
  readonly door: DoorTexts;
}

/** The texts of signing in and out. */
interface DoorTexts {
  readonly signIn: string;
  readonly name: string;
  readonly password: string;
  readonly show: string;
  readonly hide: string;
  readonly forgotten: string;
  readonly expired: string;
  /** What was typed when the session ended. */
  readonly stillThere: string;
  readonly refused: (why: Refusal) => string;
  readonly open: string;
  readonly signOut: string;
  readonly signOutEverywhere: string;
  readonly changePassword: string;
  readonly currentPassword: string;
  readonly newPassword: string;
  /** The page on which one has to be chosen, why, and its button. */
  readonly ownPassword: string;
  readonly ownPasswordLead: (person: string) => string;
  readonly begin: string;
  readonly change: string;
  readonly changed: string;
  readonly noBoard: string;
  readonly role: Readonly<Record<Role, string>>;
}
