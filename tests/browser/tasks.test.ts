// The three tasks take no more actions than they may; `npm run bench -- tasks` prints the seconds.
import { expect, it } from 'vitest';
import { lastMonth } from '../aggregator/peopled.ts';
import { describeReal } from '../realServers.ts';
import { performTasks } from './performTasks.ts';

describeReal('chromium', 'the tasks by which the board is measured', (chromium) => {
  it('are done in three actions, in one, and in two', async () => {
    const { dispatcher, owner, reviewer } = await performTasks(chromium);
    expect(dispatcher.actions).toBeLessThanOrEqual(3);
    expect(owner.actions).toBe(1);
    expect(reviewer.actions).toBeLessThanOrEqual(2);
    const [year, month] = lastMonth.split('-').map(Number);
    expect(reviewer.file).toContain(`${year}年${month}月`);
  }, 120_000);
});
