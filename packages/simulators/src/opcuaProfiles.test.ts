// The shipped OPC UA profiles against the types of the companion specifications as their NodeSets define them: every
// item of a profile is found on a machine that is built of these types, and says what the machine was told.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reading, Value } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import type { AddressSpace, BaseNode, OPCUAServer, UAObject, VariantOptions } from 'node-opcua';
import * as opcua from 'node-opcua';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDrivers } from '../../../edge-agent/src/drivers/index.ts';
import { loadProfile } from '../../../edge-agent/src/profiles.ts';
import { findNode, variable } from './opcuaNodes.ts';

const uri = (name: string): string => `http://opcfoundation.org/UA/${name}/`;
const maker = 'urn:maker';
const { DataType } = opcua;

let folder: string;
let server: OPCUAServer;
let space: AddressSpace;

beforeAll(async () => {
  // A NodeSet has two initial values of a wrong type, of which the library prints pages.
  opcua.setLogLevel(opcua.LogLevel.Emergency);
  folder = await mkdtemp(join(tmpdir(), 'opcua-profiles-'));
  const certificates = new opcua.OPCUACertificateManager({ rootFolder: join(folder, 'server') });
  await certificates.initialize();
  const { nodesets } = opcua;
  server = new opcua.OPCUAServer({
    host: '127.0.0.1',
    hostname: '127.0.0.1',
    port: 0,
    resourcePath: '',
    nodeset_filename: [
      nodesets.standard,
      nodesets.di,
      nodesets.ia,
      nodesets.machinery,
      nodesets.isa95JobControl,
      nodesets.machineryJobs,
      nodesets.machineTool,
      nodesets.packML,
      nodesets.irdi,
      nodesets.padim,
      nodesets.machineryProcessValues,
      nodesets.metalForming,
    ],
    serverCertificateManager: certificates,
    userCertificateManager: certificates,
    securityModes: [opcua.MessageSecurityMode.None],
    securityPolicies: [opcua.SecurityPolicy.None],
  });
  await server.initialize();
  if (server.engine.addressSpace === null) throw new Error('BUG: an OPC UA server without an address space');
  space = server.engine.addressSpace;
  space.registerNamespace(maker);
  await server.start();
}, 60_000);
afterAll(async () => {
  await server.shutdown(0);
  await rm(folder, { recursive: true, force: true });
});

/** An object of a type, below `parent`, which is the folder of machines if it is left out. */
function build(
  type: string,
  of: string,
  name: string,
  below: { parent?: BaseNode; optionals?: string[] },
): UAObject {
  const found = space.findObjectType(type, space.getNamespaceIndex(of));
  const machines = space.findNode(`ns=${space.getNamespaceIndex(uri('Machinery'))};i=1001`);
  if (found === null || machines === null) throw new Error(`BUG: there is no ${type}`);
  const namespace = space.getNamespace(maker);
  const place = below.parent === undefined ? { organizedBy: machines } : { componentOf: below.parent };
  return found.instantiate({
    browseName: { name, namespaceIndex: namespace.index },
    namespace,
    ...place,
    optionals: below.optionals ?? [],
  });
}

function set(root: BaseNode, path: string, value: VariantOptions): void {
  variable(root, path).setValueFromSource(value);
}

/** The NodeId of a state of a type, which is what CurrentState/Id holds. */
function stateId(of: string, id: number): VariantOptions {
  const value = opcua.coerceNodeId(`ns=${space.getNamespaceIndex(uri(of))};i=${id}`);
  return { dataType: DataType.NodeId, value };
}

/** What each item of a profile says of a machine of the server. */
async function read(profileId: string, machine: string): Promise<Readonly<Record<string, Value>>> {
  const profile = loadProfile(join(import.meta.dirname, `../../../config/profiles/${profileId}.yaml`));
  const endpoint = { url: server.getEndpointUrl(), machine, security: 'none', intervalMs: 50 };
  const driver = await openDrivers()('opcua');
  const stop = new AbortController();
  const latest = new Map<string, Reading>();
  const reachable = { id: machine, profile, endpoint, dataDir: join(folder, 'edge') };
  for await (const readings of driver(reachable, systemClock, stop.signal)) {
    for (const reading of readings) latest.set(reading.item, reading);
    if (profile.items.every(({ id }) => latest.has(id))) break;
  }
  stop.abort();
  return Object.fromEntries([...latest].map(([item, { value }]) => [item, value]));
}

const int = (value: number): VariantOptions => ({ dataType: DataType.Int32, value });
const bool = (value: boolean): VariantOptions => ({ dataType: DataType.Boolean, value });
const machinery = (id: number): string => `nsu=${uri('Machinery')};i=${id}`;

describe('the shipped OPC UA profiles', () => {
  it('opcua-machine-tool-older finds program, channel and lamps of a server without an item state', async () => {
    const tool = build('MachineToolType', uri('MachineTool'), 'older', {
      optionals: ['Monitoring.Stacklight', 'Monitoring.MachineTool.IsWarmUp'],
    });
    const monitoring = findNode(tool, 'Monitoring');
    const modifiers = ['ChannelModifiers', 'ChannelModifiers.DryRun'];
    const channel = build('ChannelMonitoringType', uri('MachineTool'), 'Channel1', {
      parent: monitoring,
      optionals: modifiers,
    });
    for (const [index, colour] of [1, 4, 2].entries()) {
      const lamp = build('StackElementLightType', uri('IA'), `Light ${index}`, {
        parent: findNode(monitoring, 'Stacklight'),
        optionals: ['SignalOn', 'SignalColor'],
      });
      set(lamp, 'SignalColor', int(colour));
      set(lamp, 'SignalOn', bool(colour === 2));
    }
    set(monitoring, 'MachineTool/OperationMode', int(1));
    set(monitoring, 'MachineTool/IsWarmUp', bool(false));
    set(channel, 'ChannelState', int(1));
    set(channel, 'ChannelMode', int(5));
    set(channel, 'ChannelModifiers/DryRun', bool(true));
    set(tool, 'Production/ActiveProgram/State/CurrentState/Number', { dataType: DataType.UInt32, value: 3 });
    expect(await read('opcua-machine-tool-older', 'older')).toEqual({
      operationMode: 1,
      warmUp: false,
      itemState: null,
      program: 3,
      channel: 1,
      channelMode: 5,
      dryRun: true,
      lightA: false,
      colourA: 1,
      lightB: false,
      colourB: 4,
      lightC: true,
      colourC: 2,
    });
  });

  it('opcua-machinery finds the building blocks', async () => {
    const blocks = ['MachineryItemState', 'MachineryOperationMode'].map(
      (block) => `MachineryBuildingBlocks.${block}`,
    );
    const tool = build('MachineToolType', uri('MachineTool'), 'blocks', {
      optionals: ['MachineryBuildingBlocks', ...blocks],
    });
    set(tool, 'MachineryBuildingBlocks/MachineryItemState/CurrentState/Id', stateId('Machinery', 5006));
    set(tool, 'MachineryBuildingBlocks/MachineryOperationMode/CurrentState/Id', stateId('MachineTool', 5061));
    expect(await read('opcua-machinery', 'blocks')).toEqual({
      itemState: machinery(5006),
      mode: `nsu=${uri('MachineTool')};i=5061`,
    });
  });

  it('opcua-packml finds the three state machines and the mode', async () => {
    const line = build('PackMLBaseObjectType', uri('PackML'), 'line', {});
    const base = findNode(line, 'BaseStateMachine');
    set(base, 'CurrentState/Id', stateId('PackML', 71));
    set(base, 'MachineState/CurrentState/Id', stateId('PackML', 75));
    set(base, 'MachineState/ExecuteState/CurrentState/Id', stateId('PackML', 36));
    set(line, 'Status/UnitModeCurrent', int(1));
    const packMl = (id: number): string => `nsu=${uri('PackML')};i=${id}`;
    expect(await read('opcua-packml', 'line')).toEqual({
      base: packMl(71),
      machine: packMl(75),
      execute: packMl(36),
      mode: 1,
    });
    const names = ['Cleared', 'Running', 'Execute'];
    const index = space.getNamespaceIndex(uri('PackML'));
    expect([71, 75, 36].map((id) => space.findNode(`ns=${index};i=${id}`)?.browseName.name)).toEqual(names);
  });

  it('opcua-metal-forming finds the state of the ram', async () => {
    const press = build('MachineToolType', uri('MachineTool'), 'press', {});
    const ram = build('ProcessWorkingUnitType', uri('MetalForming'), 'Ram', {
      parent: findNode(press, 'Monitoring'),
    });
    set(press, 'Monitoring/MachineTool/OperationMode', int(1));
    set(ram, 'MachineryItemState/CurrentState/Id', stateId('Machinery', 5006));
    expect(await read('opcua-metal-forming', 'press')).toEqual({
      operationMode: 1,
      itemState: null,
      unitState: machinery(5006),
    });
  });
});
