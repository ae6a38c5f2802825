// `npm run test:store -- --influx2 URL --org NAME --token TOKEN`: the store's contract on servers that a person has
// at hand.
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type GivenServers, givenVariable } from './givenServers.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    influx1: text,
    influx2: text,
    influx3: text,
    username: text,
    password: text,
    org: text,
    token: text,
  },
});
const given: GivenServers = values;
if (given.influx1 === undefined && given.influx2 === undefined && given.influx3 === undefined) {
  process.stderr.write(
    'at least one of --influx1 URL, --influx2 URL --org NAME --token TOKEN, --influx3 URL --token TOKEN\n',
  );
  process.exitCode = 2;
} else {
  const files = ['influx1', 'influx2', 'influx3'].map((name) => `tests/contracts/${name}.test.ts`);
  const env = { ...process.env, [givenVariable]: JSON.stringify(given) };
  spawn('npx', ['vitest', 'run', ...files], { stdio: 'inherit', env }).once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
