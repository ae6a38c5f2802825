// `npm run simulate -- --config FILE [--check]`: shows simulated machines on real OPC UA and Modbus servers until it is
// told to end. Standard output gets one line of JSON when all are ready. Exit codes: 0 fine, 1 failed, 2 configuration.
import { parseArgs } from 'node:util';
import { ConfigError, createLog, printFaults, systemClock } from '@nakamawashi/runtime';
import { readSimulation, startSimulation } from './startSimulation.ts';

const usage = 'usage: npm run simulate -- --config FILE [--check]\n';

async function run(args: readonly string[]): Promise<number> {
  const options = readArguments(args);
  if (options === null) {
    process.stderr.write(usage);
    return 2;
  }
  const simulation = readSimulation(options.config);
  if (options.check) {
    process.stdout.write(`${options.config} is fine\n`);
    return 0;
  }
  const log = createLog('simulators');
  const ending = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  const running = await startSimulation(simulation, systemClock);
  for (const address of running.addresses) log.info(address);
  process.stdout.write(`${JSON.stringify({ ready: true, addresses: running.addresses })}\n`);
  log.info(`ending on ${await ending}`);
  await running.stop();
  return 0;
}

function readArguments(args: readonly string[]): { readonly config: string; readonly check: boolean } | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { config: { type: 'string' }, check: { type: 'boolean', default: false } },
    });
    return values.config === undefined ? null : { config: values.config, check: values.check };
  } catch {
    return null;
  }
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const text = error instanceof ConfigError ? printFaults(error) : explain(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${explain(error.cause)}`;
}
