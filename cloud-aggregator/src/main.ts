// The command line of the aggregator. Exit codes: 0 fine, 1 failed while running, 2 configuration or usage.
// Standard output carries a command's own answer; the log goes to standard error.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { localDate } from '@nakamawashi/machine-model';
import {
  ConfigError,
  createLog,
  identifier,
  messageOf,
  openServiceNotice,
  printFaults,
  systemClock,
} from '@nakamawashi/runtime';
import { runAggregator } from './aggregator.ts';
import { backUp } from './backup/backup.ts';
import { restore } from './backup/restore.ts';
import { addAccount } from './broker/accounts.ts';
import { loadAll, readConfig } from './config.ts';
import { machinesOf } from './directory/directory.ts';
import { performDirectory } from './directory/directoryCommands.ts';
import { holidayWarning } from './directory/nationalHolidays.ts';
import { readShard } from './directory/shard.ts';
import { enrol, listCertificates, revoke } from './enrolment/enrolmentCommands.ts';
import { writeMosquitto } from './enrolment/mosquittoFolder.ts';
import { type ExportWords, enterActual, performExportCommand } from './exports/exportCommands.ts';
import { isPeopleCommand, type PeopleRequest, performPeople } from './people/commands.ts';
import { firstAdministrator } from './people/firstAdministrator.ts';
import { answerLink } from './people/linkCommand.ts';
import { migrateStores } from './store/migrate.ts';
import { placeOf } from './store/storeSettings.ts';
import { UsageError } from './usageError.ts';

const usage = `npm run aggregator -- [command] --config FILE

  (no command) [--shard I/N] [--stand-by] run until Ctrl-C; as one of several, or in reserve
  check                                   read the configuration and everything it points to, list every fault
  export YYYY-MM [--edition internal|public|own --workshop ID] [--format xlsx|csv|json] [--out DIR]
         [--lang ja|en] [--encoding utf-8|cp932] [--version N] [--reason TEXT] [--office]
                                          make the month's file, or a new version of it, and write an edition;
                                          --reason opens a frozen month, --office adds its own sheet and the codes
  kpi SET INDICATOR YEAR INCREMENT --source TEXT [--questionnaire] [--final]
                                          enter the actual of a plan's key figure, with where it comes from
  directory import [FILE...]              take over what is new in the folders of the configuration, or in files
  directory export [--format xlsx|csv] [--out DIR] [--lang ja|en]
                                          the members as files that an office can edit and give back
  user add NAME --role ROLE... [--workshop ID]... [--lasting]
                                          a person: owner (of workshops), desk, office, reviewer, administrator; chooses
                                          a password of his own at the first sign-in, unless it is a --lasting one
  user roles NAME --role ROLE... [--workshop ID]...
                                          what the person is from now on, in the place of what he was
  user list | user remove NAME | user password NAME | user sign-out NAME | user lock NAME | user unlock NAME
                                          a new password is printed once and signs the person out everywhere;
                                          it is changed at the next sign-in, unless it is a --lasting one
  link WORKSHOP [--address URL]           a link for a message, by which the workshop says its word for the week without
                                          a password; --address: where people open the board, if a proxy is before it
  token add NAME --scope SCOPE... [--days 365] | token list | token remove NAME
                                          for programs: read:board, read:utilisation, metrics; printed once
  audit [--since YYYY-MM-DD]              who did what, oldest first
  enrol WORKSHOP                          a one-time code for a workshop's box (edge join); it is printed once
  revoke WORKSHOP|SERIAL                  end what its certificates open, at once; then enrol it again
  certificates [WORKSHOP]                 every certificate that was given out
  account add WORKSHOP                    make an account for a workshop's box; its password is printed once
  broker-config mosquitto [--out DIR]     write mosquitto.conf, its access file and its certificates
  backup [--out DIR]                      a whole copy of all that is kept, also while the aggregator runs
  restore DIR                             put such a copy back; nothing that is there is replaced
  migrate --to FILE                       copy the store into that of another configuration file, and prove that both
                                          hold the same; stop the aggregator first
  --help                                  this page

Exit codes: 0 fine, 1 failed while running, 2 configuration or usage.`;

interface Arguments extends PeopleRequest, ExportWords {
  readonly words: readonly string[];
  readonly workshops: readonly string[];
  readonly config: string;
  readonly shard: string | undefined;
  readonly standBy: boolean;
  readonly to: string | undefined;
  readonly address: string | undefined;
}

/** Options that were not given have no place in what the parser gives. */
const absent = {
  shard: undefined,
  since: undefined,
  version: undefined,
  reason: undefined,
  source: undefined,
  to: undefined,
  address: undefined,
};

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    const parsed = readArguments(argv);
    if (parsed === null) {
      say(usage);
      return 0;
    }
    await perform(parsed);
    return 0;
  } catch (error) {
    if (error instanceof ConfigError) return complain(printFaults(error), 2);
    if (error instanceof UsageError) return complain(`${error.message}\n\n${usage}`, 2);
    return complain(failureText(error), 1);
  }
}

function readArguments(argv: readonly string[]): Arguments | null {
  const options = {
    config: { type: 'string' },
    out: { type: 'string', default: '.' },
    edition: { type: 'string', default: 'internal' },
    format: { type: 'string', default: 'xlsx' },
    lang: { type: 'string', default: 'ja' },
    encoding: { type: 'string', default: 'utf-8' },
    version: { type: 'string' },
    reason: { type: 'string' },
    source: { type: 'string' },
    office: { type: 'boolean', default: false },
    questionnaire: { type: 'boolean', default: false },
    final: { type: 'boolean', default: false },
    shard: { type: 'string' },
    'stand-by': { type: 'boolean', default: false },
    role: { type: 'string', multiple: true },
    workshop: { type: 'string', multiple: true },
    scope: { type: 'string', multiple: true },
    days: { type: 'string', default: '365' },
    lasting: { type: 'boolean', default: false },
    address: { type: 'string' },
    since: { type: 'string' },
    to: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return null;
  if (values.config === undefined) throw new UsageError('--config FILE is needed');
  const { config, role: roles = [], workshop: workshops = [], scope: scopes = [], ...others } = values;
  return {
    ...absent,
    ...others,
    words: positionals,
    config,
    roles,
    workshops,
    scopes,
    standBy: values['stand-by'],
  };
}

async function perform(given: Arguments): Promise<void> {
  const { words, config: file, out } = given;
  const [command, ...rest] = words;
  if (command === undefined) return run(given);
  if (command === 'check' && rest.length === 0) {
    const { first } = loadAll(file);
    say(`${file}: fine (${first.workshops.size} workshops, ${machinesOf(first).length} machines)`);
    const warning = holidayWarning(localDate(systemClock.now(), first.timeZone));
    if (warning !== null) process.stderr.write(`${warning}\n`);
    return;
  }
  if (isPeopleCommand(words)) {
    for (const line of await performPeople(loadAll(file), given)) say(line);
    return;
  }
  if (command === 'link' && rest.length === 1) {
    const wish = { workshop: rest[0] ?? '', address: given.address, at: systemClock.now() };
    return say(answerLink(loadAll(file), wish).join('\n'));
  }
  if (command === 'export' && rest.length === 1) {
    for (const line of await performExportCommand(loadAll(file), given)) say(line);
    return;
  }
  if (command === 'kpi' && rest.length === 4) return say(enterActual(loadAll(file), given).join('\n'));
  if (command === 'backup' && rest.length === 0) return makeBackup(file, resolve(out));
  if (command === 'restore' && rest.length === 1) return putBack(file, resolve(rest[0] ?? ''));
  if (command === 'migrate' && rest.length === 0) return moveStore(file, given.to);
  if (command === 'directory') {
    for (const line of await performDirectory({ ...given, words: rest })) say(line);
    return;
  }
  if (command === 'account' && rest[0] === 'add' && rest.length === 2)
    return makeAccount(file, rest[1] ?? '');
  if (command === 'broker-config' && rest[0] === 'mosquitto' && rest.length === 1)
    return print(writeMosquitto(file, resolve(out)));
  if (command === 'enrol' && rest.length === 1) return print(enrol(file, rest[0] ?? ''));
  if (command === 'revoke' && rest.length === 1) return print(revoke(file, rest[0] ?? ''));
  if (command === 'certificates' && rest.length < 2) return print(listCertificates(file, rest[0] ?? null));
  throw new UsageError(`not understood: ${words.join(' ')}`);
}

async function run({ config: file, shard: text, standBy }: Arguments): Promise<void> {
  const shard = text === undefined ? undefined : readShard(text);
  if (shard === null) throw new UsageError(`a shard such as 2/3 is needed, not ${text}`);
  // Memory of a busy while is kept: to give it back holds the event loop of a ward for a fifth of a second.
  setFlagsFromString('--no-memory-reducer-favors-memory');
  const loaded = loadAll(file);
  const { http, broker } = loaded.config;
  if ('embedded' in broker && (shard !== undefined || standBy))
    throw new UsageError('--shard and --stand-by need an external broker that all aggregators reach');
  const stop = new AbortController();
  const notice = openServiceNotice(systemClock);
  const end = (): void => {
    if (stop.signal.aborted) process.exit(1);
    notice.stopping();
    stop.abort();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  if (!http.open) {
    const { dataDir } = loaded.config;
    const told = await firstAdministrator(dataDir, systemClock.now(), process.stdout.isTTY === true);
    if (told !== null) say(told);
  }
  const scheme = http.tls === undefined ? 'http' : 'https';
  await runAggregator(loaded, {
    clock: systemClock,
    log: createLog('aggregator'),
    signal: stop.signal,
    onProgress: notice.progress,
    isStandBy: standBy,
    ...(shard === undefined ? {} : { shard }),
    onBoard: (port) =>
      say(`board: ${scheme}://${http.host.includes(':') ? `[${http.host}]` : http.host}:${port}/`),
  });
}

async function makeBackup(file: string, out: string): Promise<void> {
  const config = readConfig(file);
  say(await backUp(config, out, systemClock.now()));
  if (!('sqlite' in config.store))
    say(`without the slots, which are kept at ${placeOf(config.store)}: use its own backup`);
}

async function putBack(file: string, folder: string): Promise<void> {
  for (const path of await restore(readConfig(file), folder)) say(path);
}

async function moveStore(from: string, to: string | undefined): Promise<void> {
  if (to === undefined)
    throw new UsageError('--to FILE is needed: the configuration that names the other store');
  const [source, target] = [readConfig(from).store, readConfig(to).store];
  if (placeOf(source) === placeOf(target))
    throw new UsageError(`both files name the same store, ${placeOf(source)}`);
  const { slots, machines, tallies, deadLetters } = await migrateStores(source, target);
  say(`from ${placeOf(source)} to ${placeOf(target)}: both hold the same`);
  say(`${slots} slots of ${machines} machines, ${tallies} day tallies, ${deadLetters} dead letters`);
}

function makeAccount(file: string, workshop: string): void {
  const { broker } = readConfig(file);
  if (!identifier.safeParse(workshop).success) {
    throw new UsageError(`a workshop's id has lower-case letters, digits and hyphens only, not ${workshop}`);
  }
  if (!('embedded' in broker)) {
    throw new UsageError('accounts belong to the embedded broker; with an external one make them there');
  }
  say(addAccount(broker.embedded.accounts, workshop));
}

async function print(text: Promise<string>): Promise<void> {
  process.stdout.write(await text);
}

/** Programming errors with all they know, everything else in words. */
function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.startsWith('BUG:') ? (error.stack ?? error.message) : error.message;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text}\n`);
  return code;
}
