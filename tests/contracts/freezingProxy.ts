// A cable between a client and a server that a test can pull: frozen, it keeps its connections and passes nothing on;
// cut, it drops them; while frozen it takes new ones and gives no answer, as a switch without its uplink does.
import { connect, createServer, type Socket } from 'node:net';

/** The cable. */
export interface FreezingProxy {
  readonly port: number;
  freeze(): void;
  /** Drops everything that is open and passes on what is opened from now on. */
  mend(): void;
  /** Drops everything that is open. */
  cut(): void;
  stop(): Promise<void>;
}

/** Passes everything on to a port on loopback. */
export async function startFreezingProxy(to: number): Promise<FreezingProxy> {
  const open = new Set<Socket>();
  let isFrozen = false;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on('data', (bytes) => {
        if (!isFrozen) into.write(bytes);
      });
      from.on('error', () => from.destroy());
      from.on('close', () => {
        open.delete(from);
        if (!isFrozen) into.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: address.port,
    freeze: () => {
      isFrozen = true;
    },
    mend: () => {
      cut();
      isFrozen = false;
    },
    cut,
    stop: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
