// Pure: what an edition may show of a month's facts, as one place that decides it (R06, domain 6.7, 8): who is in it,
// under which name, and who is only counted.
import type { Bilingual } from '@nakamawashi/runtime';
import type { MachineFacts, MonthFacts, WorkshopFacts } from './monthFacts.ts';
import type { Edition } from './sheet.ts';

/** A workshop as an edition names it. */
export interface Member {
  /** Its id, or its code. */
  readonly code: string;
  /** Empty under a code. */
  readonly name: Bilingual | null;
  readonly facts: WorkshopFacts;
}

export interface EditionFacts {
  readonly edition: Edition;
  readonly month: string;
  readonly timeZone: string;
  /** Whose figures are in the edition's sums, in the order of their codes. */
  readonly members: readonly Member[];
  /** Whose figures are in none of them. */
  readonly others: readonly WorkshopFacts[];
  /** Whose consent holds today. */
  readonly agreedNow: ReadonlySet<string>;
}

/** Who asks for what: an owner for his own workshop, everybody else for codes or for sums. */
export interface EditionWish {
  readonly edition: Edition;
  /** Of the own edition. */
  readonly workshop?: string | undefined;
  /** Whose consent still holds; one that was withdrawn counts for files that are made again, too. */
  readonly agreedNow: ReadonlySet<string>;
  codeOf(workshop: string): string;
}

/** The facts of an edition. */
export function editionFacts(facts: MonthFacts, wish: EditionWish): EditionFacts {
  const { edition } = wish;
  const isIn = (each: WorkshopFacts): boolean =>
    edition === 'own' ? each.id === wish.workshop : each.isAgreed && wish.agreedNow.has(each.id);
  const member = (each: WorkshopFacts): Member =>
    edition === 'own'
      ? { code: each.id, name: each.name, facts: each }
      : { code: wish.codeOf(each.id), name: null, facts: each };
  const members = facts.workshops.filter(isIn).map(member);
  return {
    edition,
    month: facts.month,
    timeZone: facts.timeZone,
    members: members.sort((a, b) => (a.code < b.code ? -1 : 1)),
    others: facts.workshops.filter((each) => !isIn(each)),
    agreedNow: wish.agreedNow,
  };
}

/** A machine as an edition names it: its id, or its place in the workshop's list. */
export function machineCode({ edition }: EditionFacts, member: Member, machine: MachineFacts): string {
  if (edition === 'own') return machine.id;
  const place = member.facts.machines.indexOf(machine) + 1;
  return `M${String(place).padStart(2, '0')}`;
}
