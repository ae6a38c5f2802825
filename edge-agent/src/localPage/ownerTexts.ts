// Pure: every text of the owner's page as a type; a language that lacks one does not compile. The words of states are
// the board's (cloud-aggregator/web); a test holds both equal, because the two services do not import each other.
import type { Evidence, MachineState } from '@nakamawashi/machine-model';
import type { SharingLevel } from '@nakamawashi/sparkplug';
import { en } from './en.ts';
import { ja } from './ja.ts';

/** The languages of the page; Japanese is the first. */
export type Language = 'ja' | 'en';

/** All texts in one language; functions take figures that are already formatted. */
export interface OwnerTexts {
  readonly product: string;
  readonly page: string;
  readonly otherLanguage: string;
  readonly asOf: (clock: string) => string;
  readonly lost: (clock: string) => string;
  readonly connection: {
    readonly head: string;
    readonly born: (since: string) => string;
    readonly paused: string;
    readonly stopped: string;
    readonly waiting: (records: number, oldest: string) => string;
    readonly allRead: string;
  };
  readonly sending: {
    readonly head: string;
    readonly open: (machines: number) => string;
    readonly nothingShared: string;
    readonly paused: (until: string) => string;
    readonly stopped: (since: string) => string;
    readonly what: string;
    readonly pauseDay: string;
    readonly pauseWeek: string;
    readonly lengthenToWeek: string;
    readonly resumeNow: string;
    readonly stopHead: string;
    readonly stopNote: string;
    readonly stop: string;
    readonly resume: string;
    readonly unsaved: string;
  };
  readonly machines: string;
  readonly since: (clock: string) => string;
  readonly tomorrow: (clock: string) => string;
  readonly yesterday: (clock: string) => string;
  readonly day: (month: number, day: number, clock: string) => string;
  readonly inferred: string;
  readonly state: Readonly<Record<MachineState, string>>;
  readonly hours: Readonly<Record<MachineState, string>>;
  readonly evidence: Readonly<Record<Evidence, string>>;
  readonly account: {
    readonly today: string;
    readonly month: string;
    readonly coverage: string;
    readonly nothing: string;
    readonly through: (clock: string) => string;
    readonly bracketNote: string;
  };
  readonly sent: {
    readonly head: string;
    readonly level: Readonly<Record<SharingLevel, string>>;
    readonly withheld: string;
    readonly noConsent: string;
    readonly audience: Readonly<Record<'desk' | 'circle' | 'consortium', string>>;
    readonly audienceLevel: Readonly<Record<SharingLevel, string>>;
  };
  readonly promise: {
    readonly head: string;
    readonly never: string;
    readonly stays: string;
    readonly ceiling: string;
    readonly consent: (person: string, date: string, text: string) => string;
    readonly noConsent: string;
  };
  readonly signIn: {
    readonly head: string;
    readonly note: string;
    readonly pin: string;
    readonly button: string;
    readonly wrong: string;
    readonly tooMany: string;
  };
  /** What stands between two words of a list, and between a name and its value. */
  readonly between: string;
  readonly colon: string;
}

/** The texts of both languages. */
export const ownerTexts: Readonly<Record<Language, OwnerTexts>> = { ja, en };
