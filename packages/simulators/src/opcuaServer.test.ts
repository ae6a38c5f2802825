// The OPC UA machines over the real protocol, found and read with an OPC UA client the way a driver would.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@nakamawashi/runtime';
import {
  AttributeIds,
  ClientMonitoredItem,
  type ClientSession,
  ClientSubscription,
  type DataValue,
  makeBrowsePath,
  type NodeId,
  OPCUACertificateManager,
  OPCUAClient,
  resolveNodeId,
  StatusCodes,
  TimestampsToReturn,
} from 'node-opcua';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpcuaMachine, type RunningOpcuaServer, startOpcuaServer } from './opcuaServer.ts';
import type { PatternScript } from './script.ts';

let folder = '';
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opcua-simulator-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function pattern(...steps: PatternScript['steps']): PatternScript {
  return { kind: 'pattern', epoch: Date.now() - 500, steps };
}

async function serve(...machines: readonly OpcuaMachine[]): Promise<RunningOpcuaServer> {
  const server = await startOpcuaServer({
    port: 0,
    pkiDir: join(folder, 'server'),
    machines,
    clock: systemClock,
  });
  closing.push(() => server.stop());
  return server;
}

async function connect(url: string): Promise<ClientSession> {
  const clientCertificateManager = new OPCUACertificateManager({ rootFolder: join(folder, 'client') });
  const client = OPCUAClient.create({
    endpointMustExist: false,
    clientCertificateManager,
    connectionStrategy: { maxRetry: 0 },
  });
  await client.connect(url);
  closing.push(() => client.disconnect());
  const session = await client.createSession();
  closing.push(() => session.close());
  return session;
}

/** Finds the node below Objects/Machines by a path of `namespace:name` steps. */
async function machineNode(session: ClientSession, path: string): Promise<NodeId> {
  const uris: string[] = (await session.readVariableValue('i=2255')).value.value;
  const index = { mt: 'MachineTool', m: 'Machinery', di: 'DI', ia: 'IA' };
  const steps = path.replace(/(\w+):/g, (_, key: keyof typeof index) => {
    return `${uris.indexOf(`http://opcfoundation.org/UA/${index[key]}/`)}:`;
  });
  const start = `ns=${uris.indexOf('http://opcfoundation.org/UA/Machinery/')};i=1001`;
  const machine = `${uris.indexOf('urn:nakamawashi:simulated-machine-tool')}:lathe-1`;
  const result = await session.translateBrowsePath(makeBrowsePath(start, `/${machine}/${steps}`));
  const [target] = result.targets ?? [];
  if (target === undefined) throw new Error(`${path} is not there: ${result.statusCode.toString()}`);
  return resolveNodeId(target.targetId);
}

async function readTool(session: ClientSession, path: string): Promise<DataValue> {
  return session.read({ nodeId: await machineNode(session, path), attributeId: AttributeIds.Value });
}

const tool = 'mt:Monitoring/mt:MachineTool';

describe('OPC UA machine tool', () => {
  it('stands under Objects/Machines with everything the profile reads', async () => {
    const script = pattern(['setup', 3_600_000]);
    const server = await serve({ kind: 'opcua-machine-tool', name: 'lathe-1', script });
    const session = await connect(server.url);
    const item = await readTool(session, `${tool}/m:MachineryItemState/CurrentState/Id`);
    expect(item.value.value.toString()).toMatch(/^ns=\d+;i=5007$/);
    expect(item.sourceTimestamp?.getTime()).toBe(script.epoch);
    const mode = await readTool(session, `${tool}/m:MachineryOperationMode/CurrentState/Id`);
    expect(mode.value.value.toString()).toMatch(/^ns=\d+;i=5061$/);
    expect((await readTool(session, `${tool}/mt:OperationMode`)).value.value).toBe(2);
    expect((await readTool(session, `${tool}/mt:IsWarmUp`)).value.value).toBe(false);
    const block = 'm:MachineryBuildingBlocks/m:MachineryItemState/CurrentState/Number';
    expect((await readTool(session, block)).value.value).toBe(2);
    expect((await readTool(session, 'di:Identification/di:SerialNumber')).value.value).toBe('lathe-1');
    const program = 'mt:Production/mt:ActiveProgram/mt:State/CurrentState/Number';
    expect((await readTool(session, program)).value.value).toBe(0);
  });

  it('pushes a change to a subscriber, dated when the script changed', async () => {
    const script = pattern(['idle', 3000], ['production', 3_600_000]);
    const server = await serve({ kind: 'opcua-machine-tool', name: 'lathe-1', script });
    const session = await connect(server.url);
    const nodeId = await machineNode(session, `${tool}/m:MachineryItemState/CurrentState/Id`);
    const seen = await watch(session, nodeId, (value) => value.value.value?.value === 5006);
    expect(seen.at(-1)?.sourceTimestamp?.getTime()).toBe(script.epoch + 3000);
    expect(seen.at(-1)?.statusCode).toBe(StatusCodes.Good);
  });

  it('answers with a bad status while it knows nothing', async () => {
    const server = await serve({
      kind: 'opcua-machine-tool',
      name: 'lathe-1',
      script: pattern(['unknown', 3_600_000]),
    });
    const session = await connect(server.url);
    const item = await readTool(session, `${tool}/m:MachineryItemState/CurrentState/Id`);
    expect(item.statusCode).toBe(StatusCodes.BadNoCommunication);
  });
});

describe('OPC UA plain control', () => {
  it('shows its variables in a namespace of its own, several controls on one server', async () => {
    const server = await serve(
      { kind: 'opcua-plain-cnc', name: 'mc-2', script: pattern(['production', 3_600_000]) },
      { kind: 'opcua-plain-cnc', name: 'mc-3', script: pattern(['fault', 3_600_000]) },
    );
    const session = await connect(server.url);
    const uris: string[] = (await session.readVariableValue('i=2255')).value.value;
    expect(uris).not.toContain('http://opcfoundation.org/UA/MachineTool/');
    const namespace = uris.indexOf('urn:nakamawashi:plain-cnc');
    const read = async (name: string): Promise<unknown> =>
      (await session.readVariableValue(`ns=${namespace};s=${name}`)).value.value;
    expect(
      await Promise.all(['mc-2.Execution', 'mc-2.Mode', 'mc-2.Alarm', 'mc-2.PowerOn'].map(read)),
    ).toEqual(['ACTIVE', 'AUTOMATIC', false, true]);
    expect(await read('mc-3.Alarm')).toBe(true);
  });

  it('stops, frees its port, and can be started there again', async () => {
    const machine: OpcuaMachine = {
      kind: 'opcua-plain-cnc',
      name: 'mc-2',
      script: pattern(['off', 3_600_000]),
    };
    const first = await serve(machine);
    const port = Number(new URL(first.url).port);
    await closing.pop()?.();
    const options = { port, pkiDir: join(folder, 'server'), machines: [machine], clock: systemClock };
    const again = await startOpcuaServer(options);
    closing.push(() => again.stop());
    expect(again.url).toBe(first.url);
    await expect(startOpcuaServer(options)).rejects.toThrow();
    const session = await connect(again.url);
    expect(session.sessionId.isEmpty()).toBe(false);
  });
});

/** The values until one is as wanted. */
async function watch(
  session: ClientSession,
  nodeId: NodeId,
  wanted: (value: DataValue) => boolean,
): Promise<readonly DataValue[]> {
  const subscription = ClientSubscription.create(session, {
    requestedPublishingInterval: 100,
    publishingEnabled: true,
  });
  const item = ClientMonitoredItem.create(
    subscription,
    { nodeId, attributeId: AttributeIds.Value },
    { samplingInterval: 0, queueSize: 10 },
    TimestampsToReturn.Both,
  );
  const seen: DataValue[] = [];
  await new Promise<void>((resolve, reject) => {
    item.on('err', (message) => reject(new Error(message)));
    item.on('changed', (value) => {
      seen.push(value);
      if (wanted(value)) resolve();
    });
  });
  await subscription.terminate();
  return seen;
}
