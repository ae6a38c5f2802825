// Pure: what an edge node with nothing to complain of says of itself.

/** Trusted clock, nothing waiting, nothing set aside. */
export const calmStatus = {
  clockTrusted: true,
  clockOffsetMs: 0,
  outboxDepth: 0,
  outboxOldestAgeS: null,
  outboxSetAside: 0,
};
