// The table of protocols: how each is addressed, checked and read. A new protocol is one driver and one line here.
// The libraries behind the drivers are loaded only when a machine needs them.
import type { Profile } from '@nakamawashi/machine-model';
import type { z } from 'zod';
import type { Driver } from './driver.ts';
import { modbusAddress, modbusEndpoint, serialClash } from './modbus/address.ts';
import { checkOpcua, isOpenEndpoint, opcuaAddress, opcuaEndpoint } from './opcua/address.ts';
import { replayEndpoint } from './replay.ts';

/** What does not fit between a profile and an endpoint; the path is within the machine's entry. */
interface Misfit {
  readonly path: readonly (string | number)[];
  readonly expected: string;
}

/** One way to reach machines. */
export interface Protocol {
  /** The checks for the part of a machine's entry that carries the protocol's name. */
  readonly endpoint: z.ZodType;
  /** The checks for item addresses in profiles; null when it plays profiles of any protocol. */
  readonly address: z.ZodType | null;
  /** What the two together still lack. */
  misfits(profile: Profile, endpoint: unknown): readonly Misfit[];
  /** Why it cannot be reached beside another machine of the same protocol, or null; the path is within the endpoint. */
  clash(endpoint: unknown, other: unknown): Misfit | null;
  /** Whether the configuration does without protection that the protocol has. */
  isUnprotected(endpoint: unknown): boolean;
  /** A driver with connections of its own. */
  load(): Promise<Driver>;
}

/** Every protocol by its name in profiles and configuration. */
export const protocols: Readonly<Record<string, Protocol>> = {
  opcua: {
    endpoint: opcuaEndpoint,
    address: opcuaAddress,
    misfits: checkOpcua,
    clash: () => null,
    isUnprotected: isOpenEndpoint,
    load: async () => (await import('./opcua.ts')).opcuaDriver(),
  },
  modbus: {
    endpoint: modbusEndpoint,
    address: modbusAddress,
    misfits: () => [],
    clash: serialClash,
    isUnprotected: () => false,
    load: async () => (await import('./modbus/modbus.ts')).modbusDriver(),
  },
  replay: {
    endpoint: replayEndpoint,
    address: null,
    misfits: () => [],
    clash: () => null,
    isUnprotected: () => false,
    load: async () => (await import('./replay.ts')).replayDriver(),
  },
};

/** Hands out one driver per protocol, so that machines at one address can share a connection. */
export function openDrivers(): (protocol: string) => Promise<Driver> {
  const loaded = new Map<string, Promise<Driver>>();
  return (name) => {
    const protocol = protocols[name];
    if (protocol === undefined) throw new Error(`BUG: no protocol ${name}`);
    const driver = loaded.get(name) ?? protocol.load();
    loaded.set(name, driver);
    return driver;
  };
}
