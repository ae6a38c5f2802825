// A line between browser and aggregator that counts what comes over it: the browser's own books do not say how much of
// a stream was packed.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CountedLine {
  readonly address: string;
  /** What came from the aggregator so far. */
  bytes(): number;
  close(): Promise<void>;
}

/** Passes everything on to an address such as `http://127.0.0.1:8080`. */
export async function openCountedLine(target: string): Promise<CountedLine> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let bytes = 0;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    far.on('data', ({ length }) => {
      bytes += length;
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.setNoDelay(true);
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        sockets.delete(one);
      });
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => bytes,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
