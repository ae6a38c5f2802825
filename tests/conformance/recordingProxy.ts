// A TCP proxy between an MQTT 3.1.1 client and its broker that keeps every packet of both directions in the order of
// passing. It changes no byte and delays nothing; `cut` breaks the line as a pulled cable would.
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { type Packet, parser } from 'mqtt-packet';

/** One packet that passed. */
interface Passed {
  readonly from: 'client' | 'broker';
  readonly packet: Packet;
}

/** What passed over one TCP connection, oldest first. */
export type Line = readonly Passed[];

export interface RecordingProxy {
  readonly port: number;
  /** Every connection so far, oldest first; each grows while packets pass. */
  readonly lines: readonly Line[];
  /** Destroys both sides of every connection. */
  cut(): void;
  /** Cuts and accepts nobody any more. Throws when something passed that is not MQTT. */
  stop(): Promise<void>;
}

/** Listens on a free port of the loopback for clients of the broker at `brokerPort`. */
export async function startRecordingProxy(brokerPort: number): Promise<RecordingProxy> {
  const lines: Passed[][] = [];
  const sockets = new Set<Socket>();
  const faults: Error[] = [];
  const server = createServer((client) => {
    const line: Passed[] = [];
    lines.push(line);
    const broker = connect(brokerPort, '127.0.0.1');
    record(client, (packet) => line.push({ from: 'client', packet }), faults);
    record(broker, (packet) => line.push({ from: 'broker', packet }), faults);
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      // A reset line is what the tests make; `close` follows and takes the other side with it.
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('BUG: a listening proxy has no port');
  return {
    port: address.port,
    lines,
    cut,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
      if (faults.length > 0) throw new AggregateError(faults, 'not everything that passed was MQTT');
    },
  };
}

function record(socket: Socket, keep: (packet: Packet) => void, faults: Error[]): void {
  const packets = parser({ protocolVersion: 4 });
  packets.on('packet', keep);
  packets.on('error', (fault: Error) => faults.push(fault));
  // Before `pipe`, so that a packet is on record before its receiver can answer it.
  socket.on('data', (bytes) => packets.parse(Buffer.from(bytes)));
}

/** Puts a proxy between a service and its broker: from now on the configuration file names the proxy's port. */
export async function recordService(configFile: string, brokerPort: number): Promise<RecordingProxy> {
  const proxy = await startRecordingProxy(brokerPort);
  const text = readFileSync(configFile, 'utf8');
  writeFileSync(configFile, text.replace(`127.0.0.1:${brokerPort}`, `127.0.0.1:${proxy.port}`));
  return proxy;
}
