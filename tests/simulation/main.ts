// npm run simulate:delivery -- --seeds N [--seed S]: runs N seeds from S on, prints what became of every slot, and
// names each failing seed with the command that replays it. Exit codes: 0 fine, 1 a seed failed, 2 usage.
import { parseArgs } from 'node:util';
import { simulate } from './world.ts';

const usage = 'npm run simulate:delivery -- --seeds N [--seed S]';

function fail(reason: string): never {
  process.stderr.write(`${reason}\n${usage}\n`);
  process.exit(2);
}

function options(): { readonly seeds: string; readonly seed: string } {
  const text = { type: 'string', default: '1' } as const;
  try {
    return parseArgs({ options: { seeds: text, seed: text } }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(text: string): number {
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= 0 ? number : fail(`${text} is no whole number`);
}

const { seeds, seed: firstSeed } = options();
const first = wholeNumber(firstSeed);
const count = wholeNumber(seeds);
const totals = new Map<string, number>();
let failures = 0;
for (let seed = first; seed < first + count; seed += 1) {
  const { verdicts, violation } = simulate(seed);
  for (const [verdict, slots] of Object.entries(verdicts))
    totals.set(verdict, (totals.get(verdict) ?? 0) + slots);
  if (violation === null) continue;
  failures += 1;
  process.stdout.write(`seed ${seed}: ${violation}\n  npm run simulate:delivery -- --seed ${seed}\n`);
}
for (const [verdict, slots] of totals) process.stdout.write(`${String(slots).padStart(9)} ${verdict}\n`);
process.stdout.write(`${count} seeds, ${failures} failed\n`);
process.exitCode = failures === 0 ? 0 : 1;
