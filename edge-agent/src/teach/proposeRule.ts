// Pure: the rules for what was said, the simplest and surest first, or none when nothing separates it.
import { type Candidate, candidatesOf, type Watched } from './candidates.ts';
import { isFit, type Judged, judge } from './judge.ts';
import { coresOf, type Lesson, type TaughtState, taughtStates } from './lesson.ts';

/** What can be said of one state. */
export interface Proposal {
  readonly state: TaughtState;
  /** Rules that fit, the best first. */
  readonly fits: readonly Judged[];
  /** The nearest that do not fit, the best first: what a person may look at next. */
  readonly misses: readonly Judged[];
}

const mostShown = 3;
const simplest: readonly Candidate['signal']['kind'][] = ['value', 'lamp', 'level', 'pulse'];

/** A proposal for each state that was said, production first. */
export function proposeRules(items: readonly Watched[], lesson: Lesson): readonly Proposal[] {
  const cores = coresOf(lesson);
  const said = new Set(cores.map(({ state }) => state));
  if (said.size < 2) return [];
  return taughtStates
    .filter((state) => said.has(state))
    .map((state): Proposal => {
      const judged = items
        .filter(({ readings }) => readings.length > 0)
        .flatMap((watched) =>
          candidatesOf(watched, cores, state).map((each) => judge(watched, each, lesson, state)),
        )
        .sort(better);
      const fits = judged.filter(isFit);
      const misses = judged.filter((each) => !isFit(each) && each.followed > 0);
      return { state, fits, misses: misses.slice(0, mostShown) };
    });
}

/** More followed, then more right, then simpler, then with more room around the threshold, then with steadier delay. */
function better(a: Judged, b: Judged): number {
  const kind = (each: Judged): number => simplest.indexOf(each.candidate.signal.kind);
  return (
    b.followed / (b.said || 1) - a.followed / (a.said || 1) ||
    Number(isFit(b)) - Number(isFit(a)) ||
    kind(a) - kind(b) ||
    conditions(a) - conditions(b) ||
    (b.candidate.margin ?? 0) - (a.candidate.margin ?? 0) ||
    b.right - a.right ||
    spread(a) - spread(b)
  );
}

/** One value is simpler than a list of them. */
function conditions({ candidate: { when } }: Judged): number {
  return Array.isArray(when) ? when.length : 1;
}

function spread({ delaysMs }: Judged): number {
  return delaysMs.length === 0 ? 0 : Math.max(...delaysMs) - Math.min(...delaysMs);
}
