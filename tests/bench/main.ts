// `npm run bench [-- NAME ...]`: the benchmarks by name, each beside its own measure in the same run, a table each.
import { type BenchTable, tableText } from './benchTable.ts';
import { footprint } from './footprint.ts';
import { freshness } from './freshness.ts';
import { modbusBus } from './modbusBus.ts';
import { recovery } from './recovery.ts';
import { writes } from './writes.ts';

const benches: Readonly<Record<string, () => Promise<BenchTable>>> = {
  footprint,
  freshness,
  modbusBus,
  recovery,
  writes,
};

const wanted = process.argv.slice(2);
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
