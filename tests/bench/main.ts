// `npm run bench [-- NAME ...]`: the benchmarks by name, each beside its own measure in the same run, a table each.
// For `ingest`: --store FILE with the `store` section to write into, --only TEXT for some of its rows, --profile DIR.
import { parseArgs } from 'node:util';
import { type BenchTable, tableText } from './benchTable.ts';
import { connections } from './connections.ts';
import { footprint } from './footprint.ts';
import { freshness } from './freshness.ts';
import { ingest } from './ingest.ts';
import { modbusBus } from './modbusBus.ts';
import { writes } from './writes.ts';

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { store: { type: 'string' }, only: { type: 'string' }, profile: { type: 'string' } },
});
const benches: Readonly<Record<string, () => Promise<BenchTable>>> = {
  connections,
  footprint,
  freshness,
  ingest: () => ingest(values),
  modbusBus,
  writes,
};

const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(
    `no bench called ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  for (const [name, bench] of Object.entries(benches)) {
    if (wanted.length === 0 || wanted.includes(name)) process.stdout.write(tableText(await bench()));
  }
}
