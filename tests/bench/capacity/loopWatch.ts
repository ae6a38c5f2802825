// Loaded before a service: says, whenever its parent asks, how long the event loop stood still at most since it was
// asked last, and how long of one stop its thread had a processor at most: on shared cores the two are not the same.
const everyMs = 2;

let longest = { wallMs: 0, threadMs: 0 };
let before = { wallMs: performance.now(), threadMs: threadMs() };
const turns = setInterval(() => {
  const now = { wallMs: performance.now(), threadMs: threadMs() };
  longest = {
    wallMs: Math.max(longest.wallMs, now.wallMs - before.wallMs - everyMs),
    threadMs: Math.max(longest.threadMs, now.threadMs - before.threadMs),
  };
  before = now;
}, everyMs);
process.on('message', () => {
  process.send?.(longest);
  longest = { wallMs: 0, threadMs: 0 };
});
// Whoever is watched ends as if nobody did.
turns.unref();
process.channel?.unref();

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
