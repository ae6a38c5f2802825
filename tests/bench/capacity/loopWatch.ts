// Loaded before a service: says, whenever its parent asks, how long the event loop stood still at most since it was
// asked last, in milliseconds.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();
process.on('message', () => {
  process.send?.(loop.max / 1e6);
  loop.reset();
});
// Whoever is watched ends as if nobody did.
process.channel?.unref();
