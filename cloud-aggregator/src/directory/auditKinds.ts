// Pure: the kinds of deeds by which somebody looks through the audit log. A new deed without a line here is of the kind
// `other`, so that it is seen all the same.

/** By kind: the first words of deeds (`user` of `user.added`), or whole deeds, which go before a first word. */
const deedsOfKind = {
  access: ['sign-in', 'sign-out', 'password'],
  accounts: ['user', 'token'],
  boxes: ['enrolment', 'certificate'],
  owners: ['sharing', 'stance', 'booking', 'answer-link', 'calendar.confirmed'],
  members: ['workshop', 'calendar', 'circle', 'region', 'directory', 'entry'],
  looks: ['workshop.looked-at'],
  files: ['export', 'month', 'actual'],
} as const;

export const auditKinds = [
  'access',
  'accounts',
  'boxes',
  'owners',
  'members',
  'looks',
  'files',
  'other',
] as const;
export type AuditKind = (typeof auditKinds)[number];

const all: readonly string[] = Object.values(deedsOfKind).flat();
/** Deeds that are named as a whole. */
const whole: readonly string[] = all.filter((each) => each.includes('.'));

/** Which deeds are of a kind: the whole ones, and all that begin with a first word unless they are of another kind. */
export interface KindRule {
  readonly whole: readonly string[];
  readonly first: readonly string[];
  /** Not these, although they begin so. */
  readonly but: readonly string[];
  /** Whether it is the other way round: what is of no kind. */
  readonly isRest: boolean;
}

export function kindRule(kind: AuditKind): KindRule {
  const isRest = kind === 'other';
  const own: readonly string[] = isRest ? all : deedsOfKind[kind];
  const ownWhole = own.filter((each) => whole.includes(each));
  return {
    whole: ownWhole,
    first: own.filter((each) => !whole.includes(each)),
    but: isRest ? [] : whole.filter((each) => !ownWhole.includes(each)),
    isRest,
  };
}

/** Whether a deed is of the kind of a rule. */
export function isOfKind({ whole: named, first, but, isRest }: KindRule, deed: string): boolean {
  const isFirst = first.includes(deed.split('.')[0] ?? '') && !but.includes(deed);
  return (named.includes(deed) || isFirst) !== isRest;
}
