// `npm run bench [-- NAME ...]`: the benchmarks by name, each beside its own measure in the same run, a table each.
// `edge`: --modbus 1,10 --opcua 1 are the rows, --seconds and --rounds how long; `ingest`: --store FILE with a `store`
// section to write into, --only TEXT for some of its rows, --profile DIR; `kills`: --times 200; `board`: --minutes 10,
// --only TEXT, --profile DIR; `capacity`, `exports`, `imports`: --machines 2500,42000.
import { parseArgs } from 'node:util';
import { type BenchTable, tableText } from './benchTable.ts';
import { board } from './board.ts';
import { calendars } from './calendars.ts';
import { capacity } from './capacity.ts';
import { connections } from './connections.ts';
import { edge } from './edge/edge.ts';
import { exports } from './exports.ts';
import { footprint } from './footprint.ts';
import { freshness } from './freshness.ts';
import { imports } from './imports.ts';
import { ingest } from './ingest.ts';
import { kills } from './kills.ts';
import { modbusBus } from './modbusBus.ts';
import { recovery } from './recovery.ts';
import { tasksTaken } from './tasksTaken.ts';
import { writes } from './writes.ts';

const { values, positionals: wanted } = parseArgs({
  options: {
    machines: { type: 'string', default: '2500,42000' },
    modbus: { type: 'string', default: '1,10,50' },
    opcua: { type: 'string', default: '1,10' },
    seconds: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '3' },
    store: { type: 'string' },
    only: { type: 'string' },
    minutes: { type: 'string', default: '0.5' },
    times: { type: 'string', default: '200' },
    profile: { type: 'string' },
  },
  allowPositionals: true,
});
const numbers = (list: string): readonly number[] => list.split(',').map(Number).filter(Boolean);
const edgeOptions = {
  modbus: numbers(values.modbus),
  opcua: numbers(values.opcua),
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
};
const benches: Readonly<Record<string, () => Promise<BenchTable>>> = {
  board: () => board({ ...values, minutes: Number(values.minutes), machines: numbers(values.machines) }),
  calendars,
  capacity: () => capacity(numbers(values.machines)),
  connections,
  edge: () => edge(edgeOptions),
  exports: () => exports(numbers(values.machines)),
  footprint,
  freshness,
  imports: () => imports(numbers(values.machines)),
  ingest: () => ingest(values),
  kills: () => kills(Number(values.times)),
  modbusBus,
  recovery,
  tasks: tasksTaken,
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
