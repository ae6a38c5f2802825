// The machines of the edge bench, in a process of its own: Modbus or OPC UA servers with twenty numbers that all change
// every second. It counts what it hands out, for whoever its parent says is connecting.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Protocol, type SimulatorAnswer, type SimulatorOrder, valuesPerMachine } from './rig.ts';

const counts = new Map<string, () => number>();
let contender = '';

/** Adds a count to whoever is connecting now. */
function countFor(more: () => number): void {
  const before = counts.get(contender) ?? (() => 0);
  counts.set(contender, () => before() + more());
}

const numberNow = (): number => Math.floor(Date.now() / 1_000) & 0x7fff;

async function startModbus(): Promise<number> {
  const server = createServer((socket) => {
    let read = 0;
    countFor(() => read);
    socket.on('error', () => socket.destroy());
    socket.on('data', (request) => {
      read += answerModbus(socket, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('BUG: a listening server has no port');
  return address.port;
}

/** Answers one request for holding registers (Modbus application protocol V1.1b3, 6.3); how many it was for. */
function answerModbus(socket: Socket, request: Buffer): number {
  const length = request.readUInt16BE(10);
  const answer = Buffer.alloc(9 + 2 * length);
  request.copy(answer, 0, 0, 8);
  answer.writeUInt16BE(3 + 2 * length, 4);
  answer.writeUInt8(2 * length, 8);
  for (let index = 0; index < length; index += 1) answer.writeUInt16BE(numberNow(), 9 + 2 * index);
  socket.write(answer);
  return length;
}

async function startOpcua(folder: string): Promise<number> {
  const { DataType, OPCUACertificateManager, OPCUAServer, nodesets } = await import('node-opcua');
  const rootFolder = join(folder, 'servers');
  const certificates = new OPCUACertificateManager({
    rootFolder,
    automaticallyAcceptUnknownCertificate: true,
  });
  await certificates.initialize();
  const server = new OPCUAServer({
    hostname: '127.0.0.1',
    port: 0,
    nodeset_filename: [nodesets.standard],
    serverCertificateManager: certificates,
    userCertificateManager: certificates,
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  if (space === null) throw new Error('BUG: an OPC UA server without an address space');
  const namespace = space.registerNamespace('urn:bench');
  const variables = Array.from({ length: valuesPerMachine }, (_, item) =>
    namespace.addVariable({
      organizedBy: space.rootFolder.objects,
      browseName: `v${item}`,
      nodeId: `s=v${item}`,
      dataType: 'Int32',
    }),
  );
  const change = (): void => {
    for (const each of variables) each.setValueFromSource({ dataType: DataType.Int32, value: numberNow() });
  };
  change();
  setInterval(change, 1_000);
  server.on('create_session', (session) => {
    session.on('new_subscription', (subscription) =>
      countFor(() => subscription.subscriptionDiagnostics.dataChangeNotificationsCount),
    );
  });
  await server.start();
  return Number(new URL(server.getEndpointUrl()).port);
}

const [protocol, count, folder = ''] = process.argv.slice(2);
const starts: Readonly<Record<Protocol, () => Promise<number>>> = {
  modbus: startModbus,
  opcua: () => startOpcua(folder),
};
const ports: number[] = [];
while (ports.length < Number(count)) ports.push(await starts[protocol as Protocol]());
const say = (answer: SimulatorAnswer): boolean | undefined => process.send?.(answer);
process.on('message', (order: SimulatorOrder) => {
  if ('contender' in order) contender = order.contender;
  else say({ counts: Object.fromEntries([...counts].map(([name, read]) => [name, read()])) });
});
process.on('disconnect', () => process.exit(0));
say({ ports });
