// How many actions and seconds the three tasks take by which the board is measured. The hands are a program's, which
// knows where everything is: the seconds are the board's own, not a person's.
import { performTasks } from '../browser/performTasks.ts';
import { present } from '../realServers.ts';
import type { BenchTable } from './benchTable.ts';

const tasks = {
  dispatcher: 'four free hours this week for turning stainless of 200 mm: the contact is open',
  owner: 'the week is confirmed',
  reviewer: 'last month’s file is downloaded',
} as const;

export async function tasksTaken(): Promise<BenchTable> {
  const chromium = present('chromium');
  if (chromium === null) throw new Error('chromium is not installed');
  const taken = await performTasks(chromium);
  return {
    title: 'Three tasks on the board',
    columns: ['who', 'task', 'actions', 'seconds'],
    rows: (['dispatcher', 'owner', 'reviewer'] as const).map((who) => [
      who,
      tasks[who],
      String(taken[who].actions),
      taken[who].seconds.toFixed(2),
    ]),
    notes: [
      'From the page where each begins after signing in; a click, a tap or one filling of a field is an action.',
    ],
  };
}
