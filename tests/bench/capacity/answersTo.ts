// What a question of the board costs its asker, who is a process of his own.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

const answersSchema = z.strictObject({ tookMs: z.array(z.number()), rows: z.int(), bytes: z.int() });

/** Asks so many times, one after the other. */
export function answersTo(url: string, times: number): Promise<z.infer<typeof answersSchema>> {
  return new Promise((done, fail) => {
    const asker = fork(join(import.meta.dirname, 'asker.ts'), [url, String(times)]);
    asker.once('message', (told) => done(answersSchema.parse(told)));
    asker.once('error', fail);
    asker.once('exit', (code) => fail(new Error(`who asked ${url} ended with ${code}`)));
  });
}
