// The command line of the edge agent. Exit codes: 0 fine, 1 failed while running, 2 configuration or usage.
// Standard output carries a command's own answer; the log goes to standard error.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ConfigError,
  createLog,
  type Log,
  messageOf,
  openRecentLog,
  openServiceNotice,
  printFaults,
  systemClock,
} from '@nakamawashi/runtime';
import { runAgent } from './agent.ts';
import { agentVersion } from './agentNow.ts';
import { browse } from './browse.ts';
import { browseModbus, type ModbusPlace, modbusPlace } from './browseModbus.ts';
import { type EdgeConfig, loadEdgeConfig, type Machine } from './config.ts';
import { UnopenedFile } from './database.ts';
import { openDrivers } from './drivers/index.ts';
import { trustCommand } from './drivers/opcua/trustCommand.ts';
import { joinCommand } from './enrolment/joinCommand.ts';
import { previewText } from './preview.ts';
import { probe, probeText } from './probe.ts';
import { withProfile } from './profiles.ts';
import { openConfigFile } from './reload/configFile.ts';
import { readSending } from './sharing/sendingSwitch.ts';
import { recentLogName, supportBundle } from './support/support.ts';
import { TeachError, teach } from './teach/teach.ts';
import { UsageError, usage } from './usage.ts';

const muteNotice =
  '  note: sharing is set, but no consent is recorded, so nothing about the machines is sent; see `consent`\n';

/** Sharing without consent is no fault: the box then keeps its records to itself. */
function isMute({ consent, machines }: EdgeConfig): boolean {
  const isShared = ({ sharing }: Machine): boolean =>
    Object.values(sharing).some((level) => level !== 'none');
  return consent === null && machines.some(isShared);
}

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    return await perform(argv);
  } catch (error) {
    if (error instanceof ConfigError) return complain(printFaults(error), 2);
    if (error instanceof UsageError) return complain(`${error.message}\n\n${usage}`, 2);
    if (error instanceof UnopenedFile) return complain(error.message, 1);
    return complain(error instanceof Error ? (error.stack ?? error.message) : String(error), 1);
  }
}

async function perform(argv: readonly string[]): Promise<number> {
  const { words, config, profile, out, range, late, help } = readArguments(argv);
  if (help) return say(usage);
  const [command, file, ...rest] = words;
  if (command === undefined && config !== undefined) return run(config);
  if (command === 'join') return joinConsortium([file, ...rest], config ?? 'edge-agent.yaml');
  if (config !== undefined)
    throw new UsageError(`--config stands alone; ${command} takes its file as a word`);
  if (command === undefined) throw new UsageError('--config FILE or a command is needed');
  if (profile !== undefined && command !== 'probe') throw new UsageError('--profile belongs to probe');
  if (out !== undefined && command !== 'support' && command !== 'teach')
    throw new UsageError('--out belongs to support and teach');
  if (command === 'teach') return teachMachine(file, rest, { range, late, out });
  if (command === 'trust') return say(await trustCommand(file, rest));
  if (command === 'browse') return browseUrl(file, rest);
  if (!['check', 'files', 'probe', 'preview', 'support'].includes(command))
    throw new UsageError(`there is no command ${command}`);
  if (file === undefined) throw new UsageError(`${command} needs a FILE`);
  if (rest.length > (command === 'probe' ? 1 : 0)) throw new UsageError(`too much: ${rest.join(' ')}`);
  if (command === 'support') return support(file, out);
  if (command === 'files') return say(filesText(file));
  const loaded = loadEdgeConfig(file);
  if (command === 'probe') return probeAll(loaded, rest[0], profile);
  if (command === 'preview') {
    const sending = readSending(loaded.dataDir, systemClock.now());
    return say(previewText(loaded, agentVersion, sending));
  }
  const { length } = loaded.machines;
  const fine = `${file}: fine (workshop ${loaded.workshop.id}, ${length} ${length === 1 ? 'machine' : 'machines'})\n`;
  return say(fine + (isMute(loaded) ? muteNotice : ''));
}

function filesText(file: string): string {
  const { config, digests } = openConfigFile(resolve(file)).read();
  return [...[...digests.keys()].map((each) => `reads ${each}`), `writes ${config.dataDir}`, ''].join('\n');
}

async function joinConsortium(words: readonly (string | undefined)[], file: string): Promise<0 | 1> {
  const [url, code, ...rest] = words;
  if (url === undefined || code === undefined || rest.length > 0 || !/^https?:\/\/[^\s/]/.test(url))
    throw new UsageError(
      'join URL CODE, with a URL such as https://board.example and a code such as K7MQ3-X9TBF',
    );
  const { ok, text } = await joinCommand(url, code, file);
  if (ok) return say(text);
  process.stderr.write(text);
  return 1;
}

async function browseUrl(url: string | undefined, [file, ...rest]: readonly string[]): Promise<0 | 1> {
  const place = modbusPlace(url ?? '');
  if (place !== null) return searchUnits(place, file, rest);
  if (url === undefined || !/^opc\.tcp:\/\/[^\s/]/.test(url) || rest.length > 0)
    throw new UsageError(
      'browse URL [FILE], with a URL such as opc.tcp://192.168.0.10:4840 or modbus://192.168.0.20',
    );
  const config = file === undefined ? null : loadEdgeConfig(file);
  return (await browse(url, config, { clock: systemClock, print: say })) ? 0 : 1;
}

async function searchUnits(
  place: ModbusPlace,
  units: string | undefined,
  rest: readonly string[],
): Promise<0 | 1> {
  const [, first, last] = /^(\d{1,3})-(\d{1,3})$/.exec(units ?? '1-247') ?? [];
  const [firstUnit, lastUnit] = [Number(first), Number(last)];
  if (!(firstUnit >= 1 && firstUnit <= lastUnit && lastUnit <= 247) || rest.length > 0)
    throw new UsageError('browse URL [UNIT-UNIT], with units such as 1-32; 247 is the last');
  return (await browseModbus(place, { firstUnit, lastUnit, clock: systemClock, print: say })) ? 0 : 1;
}

function readArguments(argv: readonly string[]): {
  readonly words: readonly string[];
  readonly config: string | undefined;
  readonly profile: string | undefined;
  readonly out: string | undefined;
  readonly range: readonly string[];
  readonly late: string;
  readonly help: boolean;
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: {
        config: { type: 'string' },
        profile: { type: 'string' },
        out: { type: 'string' },
        range: { type: 'string', multiple: true, default: [] },
        late: { type: 'string', default: '5' },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowPositionals: true,
    });
    return { words: positionals, config: undefined, profile: undefined, out: undefined, ...values };
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

async function run(file: string): Promise<number> {
  const source = openConfigFile(file);
  const first = source.read();
  const recent = openRecentLog(join(first.config.dataDir, recentLogName));
  const log = createLog('edge-agent', recent);
  const stop = new AbortController();
  const notice = openServiceNotice(systemClock);
  const end = (): void => {
    // Whoever asks twice does not want to wait for farewells.
    if (stop.signal.aborted) process.exit(1);
    notice.stopping();
    stop.abort();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  survive(log);
  await runAgent(first.config, {
    clock: systemClock,
    log,
    signal: stop.signal,
    onProgress: notice.progress,
    source: { file: source, first },
    onReloading: (ask) => process.on('SIGHUP', ask),
    onPage: (port) => log.info({ port }, 'local page: /, /health and /metrics'),
  });
  recent.flush();
  // Libraries may hold timers of connections that are gone; nothing of ours is left to wait for.
  process.exit(0);
}

async function teachMachine(
  file: string | undefined,
  [machine, ...rest]: readonly string[],
  { range, late, out }: { range: readonly string[]; late: string; out: string | undefined },
): Promise<0 | 1> {
  if (file === undefined || machine === undefined || rest.length > 0)
    throw new UsageError('teach FILE MACHINE');
  try {
    return await teach({ file, machine, ranges: range, lateS: Number(late), out });
  } catch (error) {
    throw error instanceof TeachError ? new UsageError(error.message) : error;
  }
}

async function support(file: string, out: string | undefined): Promise<0> {
  const text = await supportBundle(file, new Date());
  if (out === undefined) return say(text);
  writeFileSync(out, text, { mode: 0o600 });
  return say(`${out}: read it before you send it\n`);
}

/** An error that a protocol's library lost must not end the account of every other machine; ours begin with BUG. */
function survive(log: Log): void {
  const lost = (error: unknown): void => {
    const isOurs = error instanceof Error && error.message.startsWith('BUG:');
    log.error({ error }, isOurs ? 'programming error' : 'an error nobody caught');
    if (isOurs) process.exit(1);
  };
  process.on('uncaughtException', lost);
  process.on('unhandledRejection', lost);
}

async function probeAll(
  config: EdgeConfig,
  only: string | undefined,
  profile: string | undefined,
): Promise<number> {
  const named = config.machines.filter(({ id }) => only === undefined || id === only);
  if (named.length === 0) throw new UsageError(`there is no machine ${only} in this file`);
  if (profile !== undefined && named.length > 1)
    throw new UsageError('--profile needs the MACHINE to try it on');
  const chosen = profile === undefined ? named : named.map((machine) => withProfile(machine, profile));
  const drivers = openDrivers();
  let failures = 0;
  for (const machine of chosen) {
    const probed = await probe(machine, await drivers(machine.protocol), systemClock);
    say(probeText(probed));
    if (probed.problem !== null) failures += 1;
  }
  return failures === 0 ? 0 : 1;
}

function say(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

function complain(text: string, code: 1 | 2): number {
  process.stderr.write(`${text.trimEnd()}\n`);
  return code;
}
