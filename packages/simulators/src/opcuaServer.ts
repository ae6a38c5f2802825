// A real OPC UA server with simulated machines: machine tools by OPC 40001-1 and 40501-1 under Objects/Machines, and
// older controls with plain variables. Values are pushed when the script changes, dated with the script's own instants.
// It accepts every client, as a simulator may; a machine that knows nothing answers with a bad status.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { AddressSpace, OPCUAServer, UAObject, UAVariable, VariantOptions } from 'node-opcua';
import {
  type LampMode,
  machineToolSignals,
  plainSignals,
  type StackLight,
  stackLight,
} from './controlSignals.ts';
import type { MachineKind } from './machineKinds.ts';
import { childOf, findNode, variable } from './opcuaNodes.ts';
import { playScript } from './playScript.ts';
import type { Script } from './script.ts';
import type { Segment } from './segment.ts';

export interface OpcuaMachine {
  readonly kind: Extract<MachineKind, `opcua-${string}`>;
  /** Browse name of a machine tool; first part of a plain control's NodeIds. */
  readonly name: string;
  readonly script: Script;
}

export interface OpcuaServerOptions {
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Folder for this server's own keys; made when it is missing. */
  readonly pkiDir: string;
  readonly machines: readonly OpcuaMachine[];
  readonly clock: Clock;
}

export interface RunningOpcuaServer {
  readonly url: string;
  /** Ends every session, closes the port and stops all timers. */
  stop(): Promise<void>;
}

/** Shows one segment in a machine's nodes. */
type Show = (segment: Segment) => void;
type Opcua = typeof import('node-opcua');

const uri = (name: string): string => `http://opcfoundation.org/UA/${name}/`;
const plainNamespace = 'urn:nakamawashi:plain-cnc';
const toolNamespace = 'urn:nakamawashi:simulated-machine-tool';

/** Listens on loopback unless told otherwise. Throws when the port is taken. The library is loaded on first use. */
export async function startOpcuaServer(options: OpcuaServerOptions): Promise<RunningOpcuaServer> {
  const opcua = await import('node-opcua');
  const server = await createServer(opcua, options);
  try {
    await server.initialize();
    const space = server.engine.addressSpace;
    if (space === null) throw new Error('BUG: an OPC UA server without an address space');
    const shows = addMachines(opcua, space, options.machines);
    for (const [index, machine] of options.machines.entries()) {
      shows[index]?.(playScript(machine.script)(options.clock.now()));
    }
    await server.start();
    const stopping = new AbortController();
    const playing = options.machines.map((machine, index) =>
      play(machine.script, shows[index] ?? (() => {}), options.clock, stopping.signal),
    );
    return {
      url: server.getEndpointUrl(),
      stop: async () => {
        stopping.abort();
        await Promise.all(playing);
        await server.shutdown(0);
      },
    };
  } catch (cause) {
    await server.shutdown(0).catch(() => {});
    throw cause;
  }
}

async function createServer(opcua: Opcua, options: OpcuaServerOptions): Promise<OPCUAServer> {
  const certificates = new opcua.OPCUACertificateManager({
    rootFolder: options.pkiDir,
    automaticallyAcceptUnknownCertificate: true,
  });
  await certificates.initialize();
  const { nodesets } = opcua;
  const companions = options.machines.some(({ kind }) => kind === 'opcua-machine-tool')
    ? [
        nodesets.di,
        nodesets.ia,
        nodesets.machinery,
        nodesets.isa95JobControl,
        nodesets.machineryJobs,
        nodesets.machineTool,
      ]
    : [];
  const host = options.host ?? '127.0.0.1';
  return new opcua.OPCUAServer({
    host,
    hostname: host,
    port: options.port,
    resourcePath: '',
    nodeset_filename: [nodesets.standard, ...companions],
    serverCertificateManager: certificates,
    userCertificateManager: certificates,
    serverInfo: { applicationUri: 'urn:nakamawashi:simulator' },
    securityModes: [opcua.MessageSecurityMode.None, opcua.MessageSecurityMode.SignAndEncrypt],
    securityPolicies: [opcua.SecurityPolicy.None, opcua.SecurityPolicy.Basic256Sha256],
  });
}

/** Waits for the segment's end, a minute at most, because the system's clock may be set meanwhile. */
async function play(script: Script, show: Show, clock: Clock, signal: AbortSignal): Promise<void> {
  const segmentOf = playScript(script);
  let shown: Segment | null = null;
  while (!signal.aborted) {
    const now = clock.now();
    const segment = segmentOf(now);
    if (segment.from !== shown?.from) show(segment);
    shown = segment;
    await clock.sleep(Math.min(Math.max(segment.until - now, 1), 60_000), signal).catch(() => {});
  }
}

function addMachines(opcua: Opcua, space: AddressSpace, machines: readonly OpcuaMachine[]): readonly Show[] {
  const tools = machines.some(({ kind }) => kind === 'opcua-machine-tool');
  const plain = machines.some(({ kind }) => kind === 'opcua-plain-cnc');
  if (tools) space.registerNamespace(toolNamespace);
  if (plain) space.registerNamespace(plainNamespace);
  return machines.map(({ kind, name }) =>
    kind === 'opcua-machine-tool' ? addMachineTool(opcua, space, name) : addPlainControl(opcua, space, name),
  );
}

function addPlainControl(opcua: Opcua, space: AddressSpace, name: string): Show {
  const { DataType } = opcua;
  const namespace = space.getNamespace(plainNamespace);
  const folder = namespace.addObject({
    organizedBy: space.rootFolder.objects,
    browseName: name,
    nodeId: `s=${name}`,
  });
  const add = (browseName: string, dataType: number): UAVariable =>
    namespace.addVariable({
      componentOf: folder,
      browseName,
      nodeId: `s=${name}.${browseName}`,
      dataType,
      accessLevel: 'CurrentRead',
      userAccessLevel: 'CurrentRead',
    });
  const execution = add('Execution', DataType.String);
  const mode = add('Mode', DataType.String);
  const alarm = add('Alarm', DataType.Boolean);
  const powerOn = add('PowerOn', DataType.Boolean);
  return (segment) => {
    const words = plainSignals(segment);
    const set = setter(opcua, segment, words !== null);
    set(execution, { dataType: DataType.String, value: words?.execution ?? '' });
    set(mode, { dataType: DataType.String, value: words?.mode ?? '' });
    set(alarm, { dataType: DataType.Boolean, value: words?.alarm ?? false });
    set(powerOn, { dataType: DataType.Boolean, value: words?.powerOn ?? false });
  };
}

function addMachineTool(opcua: Opcua, space: AddressSpace, name: string): Show {
  const { DataType } = opcua;
  const machinery = space.getNamespaceIndex(uri('Machinery'));
  const type = space.findObjectType('MachineToolType', space.getNamespaceIndex(uri('MachineTool')));
  const machines = space.findNode(`ns=${machinery};i=1001`);
  if (type === null || machines === null) throw new Error('BUG: the companion specifications are not loaded');
  const number = (block: string): string => `MachineryBuildingBlocks.${block}.CurrentState.Number`;
  const tool = type.instantiate({
    browseName: { name, namespaceIndex: space.getNamespaceIndex(toolNamespace) },
    namespace: space.getNamespace(toolNamespace),
    nodeId: `s=${name}`,
    organizedBy: machines,
    optionals: [
      'MachineryBuildingBlocks',
      'MachineryBuildingBlocks.MachineryItemState',
      number('MachineryItemState'),
      'MachineryBuildingBlocks.MachineryOperationMode',
      number('MachineryOperationMode'),
      'Monitoring.MachineTool.IsWarmUp',
      'Monitoring.Stacklight',
    ],
  });
  identify(opcua, tool, name);
  const itemState = stateMachine(opcua, tool, 'MachineryBuildingBlocks/MachineryItemState');
  const operationMode = stateMachine(opcua, tool, 'MachineryBuildingBlocks/MachineryOperationMode');
  const program = stateMachine(opcua, tool, 'Production/ActiveProgram/State');
  const toolMode = variable(tool, 'Monitoring/MachineTool/OperationMode');
  const warmUp = variable(tool, 'Monitoring/MachineTool/IsWarmUp');
  const lamps = addStackLight(opcua, space, tool);
  return (segment) => {
    const shown = machineToolSignals(segment);
    const set = setter(opcua, segment, shown !== null);
    itemState(set, shown?.itemState ?? 'NotAvailable');
    operationMode(set, shown?.operationMode ?? 'None');
    program(set, shown?.program ?? 'Ended');
    set(toolMode, { dataType: DataType.Int32, value: shown?.toolMode ?? 5 });
    set(warmUp, { dataType: DataType.Boolean, value: shown?.warmingUp ?? false });
    lamps(set, stackLight(segment.state));
  };
}

type Set = (variable: UAVariable, value: VariantOptions) => void;

/** Sets values as of the segment's beginning; a recording's endless first segment begins when the epoch does. */
function setter(opcua: Opcua, segment: Segment, known: boolean): Set {
  const status = known ? opcua.StatusCodes.Good : opcua.StatusCodes.BadNoCommunication;
  const since: TimestampMs = Math.max(segment.from, 0);
  return (variable, value) => variable.setValueFromSource(value, status, new Date(since));
}

/** CurrentState with its Id and, where the server has it, its Number. Throws when a state is not in the type. */
function stateMachine(opcua: Opcua, tool: UAObject, path: string): (set: Set, state: string) => void {
  const { DataType } = opcua;
  const machine = findNode(tool, path);
  const current = variable(machine, 'CurrentState');
  const id = variable(current, 'Id');
  const number = childOf(current, 'Number') as UAVariable | null;
  return (set, state) => {
    const node = findNode((machine as UAObject).typeDefinitionObj, state);
    const stateNumber = variable(node, 'StateNumber').readValue().value.value;
    set(current, { dataType: DataType.LocalizedText, value: { locale: 'en', text: state } });
    set(id, { dataType: DataType.NodeId, value: node.nodeId });
    if (number !== null) set(number, { dataType: DataType.UInt32, value: stateNumber });
  };
}

function identify(opcua: Opcua, tool: UAObject, name: string): void {
  const { DataType } = opcua;
  const set = (path: string, value: VariantOptions): void => {
    variable(tool, `Identification/${path}`).setValueFromSource(value);
  };
  set('Manufacturer', {
    dataType: DataType.LocalizedText,
    value: { locale: 'en', text: 'Nakamawashi simulators' },
  });
  set('SerialNumber', { dataType: DataType.String, value: name });
  set('ProductInstanceUri', { dataType: DataType.String, value: `urn:nakamawashi:simulated:${name}` });
  variable(tool, 'Production/ActiveProgram/Name').setValueFromSource({
    dataType: DataType.String,
    value: 'O0001',
  });
}

const lampColours = { red: 1, green: 2, yellow: 4 } as const;
const lampModes: Readonly<Record<LampMode, number>> = { continuous: 0, flashing: 2 };

/** Lamps from the base upwards: green, yellow, red. */
function addStackLight(
  opcua: Opcua,
  space: AddressSpace,
  tool: UAObject,
): (set: Set, light: StackLight) => void {
  const { DataType } = opcua;
  const lampType = space.findObjectType('StackElementLightType', space.getNamespaceIndex(uri('IA')));
  if (lampType === null) throw new Error('BUG: the companion specifications are not loaded');
  const stack = findNode(tool, 'Monitoring/Stacklight');
  const lamps = (['green', 'yellow', 'red'] as const).map((colour, index) => {
    const lamp = lampType.instantiate({
      browseName: { name: colour, namespaceIndex: tool.nodeId.namespace },
      namespace: space.getNamespace(toolNamespace),
      componentOf: stack,
      optionals: ['SignalOn', 'SignalColor', 'SignalMode'],
    });
    variable(lamp, 'NumberInList').setValueFromSource({ dataType: DataType.UInt16, value: index });
    variable(lamp, 'SignalColor').setValueFromSource({
      dataType: DataType.Int32,
      value: lampColours[colour],
    });
    return { colour, on: variable(lamp, 'SignalOn'), mode: variable(lamp, 'SignalMode') };
  });
  return (set, light) => {
    for (const { colour, on, mode } of lamps) {
      const lit = light[colour];
      set(on, { dataType: DataType.Boolean, value: lit !== null });
      set(mode, { dataType: DataType.Int32, value: lampModes[lit ?? 'continuous'] });
    }
  };
}
