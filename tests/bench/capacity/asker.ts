// Run by itself with an address and how many times: asks, says how long each answer took, and then how many rows and
// bytes it has. It reads without web streams and keeps nothing while it takes times: an asker that collects garbage on
// the same two processors is slower than the answer.
import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';

const betweenMs = 100;
/** With which the last piece of a board begins. */
const wholeMark = Buffer.from('"isWhole":true');

/** Reads the whole answer, or of the feed the whole board, packed on the line as a browser has it. */
function read(url: string, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((done, fail) => {
    const asking = get(url, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      const isFeed = answer.headers['content-type']?.startsWith('text/event-stream') === true;
      const isPacked = answer.headers['content-encoding'] === 'gzip';
      const body = isPacked ? answer.pipe(createGunzip()) : answer;
      let end: Buffer = Buffer.alloc(0);
      let isWhole = false;
      body.on('error', fail);
      body.on('end', done);
      body.on('data', (chunk: Buffer) => {
        take(chunk);
        if (!isFeed) return;
        isWhole ||= Buffer.concat([end, chunk]).includes(wholeMark);
        end = chunk.subarray(-wholeMark.length);
        if (!isWhole || !end.toString().endsWith('\n\n')) return;
        done();
        asking.destroy();
      });
    });
    asking.on('error', fail);
  });
}

const [url = '', times = ''] = process.argv.slice(2);
const tookMs: number[] = [];
for (let time = 0; time < Number(times); time += 1) {
  const began = performance.now();
  await read(url, () => undefined);
  tookMs.push(performance.now() - began);
  await delay(betweenMs);
}

const chunks: Buffer[] = [];
await read(url, (chunk) => chunks.push(chunk));
const body = Buffer.concat(chunks);
const rows = body.toString().split('"workshop":').length - 1;
process.send?.({ tookMs, rows, bytes: body.length });
process.disconnect();
