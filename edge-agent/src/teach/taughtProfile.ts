// Pure: what was learnt, as a profile file like any other, with the evidence in its opening comment.
// Promise: it passes the checks that every profile passes; a state that nothing separates is left out, not guessed.
import type { Condition, DataItem, Evidence, Signal, StateRule } from '@nakamawashi/machine-model';
import type { Watched } from './candidates.ts';
import type { Judged } from './judge.ts';
import type { TaughtState } from './lesson.ts';
import type { Proposal } from './proposeRule.ts';

/** Which machine was watched, when, and what was learnt of it. */
export interface Learnt {
  readonly machine: string;
  readonly title: { readonly ja: string; readonly en: string };
  readonly protocol: string;
  /** Local date of the lesson. */
  readonly date: string;
  readonly watched: readonly Watched[];
  readonly proposals: readonly Proposal[];
}

/** The text of the profile, or null when production is not known from anything else. */
export function taughtProfile(learnt: Learnt): string | null {
  const best = new Map(
    learnt.proposals.flatMap(({ state, fits: [first] }) => (first === undefined ? [] : [[state, first]])),
  );
  const production = best.get('production');
  if (production === undefined) return null;
  const { items, idOf } = itemsOf([...best.values()], learnt.watched);
  const isMeasured = [...best.values()].some(({ candidate }) => candidate.signal.kind === 'level');
  const rules = [...best].map(([state, judged]) => ruleOf(state, judged, judged.candidate.when, idOf));
  // What is no production is idle only where everything else that was said has a rule of its own, which goes first.
  const isIdleLeft = learnt.proposals.every(({ state }) => state === 'idle' || best.has(state));
  const idle =
    best.has('idle') || !isIdleLeft ? [] : [ruleOf('idle', production, production.candidate.otherwise, idOf)];
  const isWire = learnt.protocol !== 'opcua';
  const evidence: Evidence = isWire ? (isMeasured ? 'current' : 'lamp') : 'controller';
  const shortest = isMeasured ? 3_000 : 1_000;
  const states = [...rules, ...idle];
  return [
    `# Learnt at the machine on ${learnt.date} from what a person said there; docs/adding.md, "Teach it".`,
    ...[...best].map(([state, judged]) => `# ${state}: ${evidenceText(judged)}`),
    `id: taught-${learnt.machine}`,
    `title: ${flow(learnt.title)}`,
    `protocol: ${learnt.protocol}`,
    `evidence: ${evidence}`,
    `staleAfterMs: ${isWire ? 5_000 : 15_000}`,
    `minimumMs: ${flow(Object.fromEntries(states.map(({ state }) => [state, shortest])))}`,
    'items:',
    ...items.map((item) => `  - ${flow(item)}`),
    'states:',
    ...states.map((rule) => `  - ${flow(rule)}`),
    '',
  ].join('\n');
}

/** How sure a rule is, in words: what it is, how often it followed, how long before the word, how right it was. */
export function evidenceText({ candidate, said, followed, right, delaysMs }: Judged): string {
  const sorted = delaysMs.toSorted((a, b) => a - b);
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const delay =
    sorted.length === 0
      ? ''
      : `, ${seconds(middle)} before the word (at most ${seconds(sorted.at(-1) ?? 0)})`;
  return (
    `${conditionText(candidate.item, candidate.signal, candidate.when)}: ` +
    `${followed} of ${said} changes${delay}, right for ${(right * 100).toFixed(1)} % of the sure time`
  );
}

/** A condition as a person would say it. */
function conditionText(item: string, signal: Signal, when: Condition): string {
  const values = Array.isArray(when) ? when.map(String).join(' or ') : String(when);
  if (signal.kind !== 'level') return `${item} is ${values}`;
  const from = signal.levels[1]?.from ?? 0;
  return when === 'high' ? `${item} is ${from} or more` : `${item} is below ${from}`;
}

/** One item for each way of listening to it; the second way of the same one is numbered. */
function itemsOf(
  all: readonly Judged[],
  watched: readonly Watched[],
): { readonly items: readonly Partial<DataItem>[]; readonly idOf: (judged: Judged) => string } {
  const ids = new Map<string, string>();
  const items: Partial<DataItem>[] = [];
  const keyOf = ({ candidate }: Judged): string => `${candidate.item} ${JSON.stringify(candidate.signal)}`;
  for (const judged of all) {
    if (ids.has(keyOf(judged))) continue;
    const { item, signal } = judged.candidate;
    const count = items.filter(({ id }) => id === item || id?.startsWith(`${item}_`)).length;
    const id = count === 0 ? item : `${item}_${count + 1}`;
    ids.set(keyOf(judged), id);
    const address = watched.find((each) => each.item === item)?.address;
    items.push({ id, address, signal });
  }
  return { items, idOf: (judged) => ids.get(keyOf(judged)) ?? judged.candidate.item };
}

function ruleOf(
  state: TaughtState,
  judged: Judged,
  when: Condition,
  idOf: (judged: Judged) => string,
): Pick<StateRule, 'state' | 'inferred' | 'when'> {
  return { state, inferred: judged.candidate.signal.kind === 'level', when: { [idOf(judged)]: when } };
}

/** JSON on one line is YAML. */
function flow(value: unknown): string {
  return JSON.stringify(value);
}
