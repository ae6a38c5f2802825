// Pure: what has to be done so that a running agent is as a new configuration says: the least that does it.
// Promise: a machine whose own part is the same is not touched, wherever it stands in the list.
import type { EdgeConfig, Machine } from '../config.ts';

/** A configuration, and a digest of the content of each file that it points to (`ConfigFile.read`). */
export interface ReadConfig {
  readonly config: EdgeConfig;
  readonly digests: ReadonlyMap<string, string>;
}

/** What has to be done; ids of machines. */
export interface ConfigChange {
  /** Settings that hold from a start on, as they are named in the file; with any of them nothing else is done. */
  readonly needsRestart: readonly string[];
  readonly ended: readonly string[];
  readonly begun: readonly string[];
  /** Read in another way from now on: ended and begun. */
  readonly changed: readonly string[];
  /** Read as before, but named or shared otherwise. */
  readonly kept: readonly string[];
  /** The session with the host ends and another begins. */
  readonly isSessionNew: boolean;
  /** The host is told anew in the same session. */
  readonly isBirthDue: boolean;
  readonly isPageNew: boolean;
}

/** The difference between two configurations. */
export function configChange(before: ReadConfig, after: ReadConfig): ConfigChange {
  const [old, next] = [before.config, after.config];
  const oldMachines = new Map(old.machines.map((machine) => [machine.id, machine]));
  const nextIds = new Set(next.machines.map(({ id }) => id));
  const both = next.machines.filter(({ id }) => oldMachines.has(id));
  const isChanged = (machine: Machine): boolean => {
    const was = oldMachines.get(machine.id);
    return was === undefined || isOther(reading(was, before), reading(machine, after));
  };
  const wire = ({ config, digests }: ReadConfig): unknown => [
    withFiles(config.broker, digests),
    config.primaryHost,
    config.consent,
    config.machines.map(({ id, sharing, profile }) => [id, sharing, profile.evidence]).sort(),
  ];
  const page = ({ config, digests }: ReadConfig): unknown => [
    withFiles(config.http, digests),
    config.timeZone,
  ];
  return {
    needsRestart: restartSettings.filter((name) => isOther(settingOf(old, name), settingOf(next, name))),
    ended: old.machines.map(({ id }) => id).filter((id) => !nextIds.has(id)),
    begun: next.machines.map(({ id }) => id).filter((id) => !oldMachines.has(id)),
    changed: both.filter(isChanged).map(({ id }) => id),
    kept: both.filter((machine) => !isChanged(machine)).map(({ id }) => id),
    isSessionNew: isOther(wire(before), wire(after)),
    isBirthDue: old.hash !== next.hash,
    isPageNew: isOther(page(before), page(after)),
  };
}

/** Whether there is anything to do. */
export function isNoChange(change: ConfigChange): boolean {
  const { needsRestart, ended, begun, changed, isSessionNew, isBirthDue, isPageNew } = change;
  const lists = [needsRestart, ended, begun, changed];
  return lists.every(({ length }) => length === 0) && !isSessionNew && !isBirthDue && !isPageNew;
}

const restartSettings = ['consortium', 'workshop.id', 'dataDir', 'slotLengthMs', 'clock', 'outbox'] as const;

function settingOf(config: EdgeConfig, name: (typeof restartSettings)[number]): unknown {
  return name === 'workshop.id' ? config.workshop.id : config[name];
}

/** All that decides how a machine is read. */
function reading({ protocol, endpoint, profile }: Machine, { digests }: ReadConfig): unknown {
  return [protocol, withFiles(endpoint, digests), profile];
}

/** A part of the configuration with what the files say that it names. */
function withFiles(part: unknown, digests: ReadonlyMap<string, string>): unknown {
  if (typeof part === 'string') return [part, digests.get(part) ?? null];
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((each) => withFiles(each, digests));
  return Object.entries(part)
    .map(([key, value]) => [key, withFiles(value, digests)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function isOther(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
