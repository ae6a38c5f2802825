// Pure: moves everything a model knows in time, for a box that learns only later what time it was.
// Promise: a model that was moved goes on exactly as one that had known the right time from the start.
import type { MachineModel } from './machineModel.ts';
import type { TimestampMs } from './reading.ts';
import type { Track } from './signal.ts';

/** The same model `byMs` later (whole milliseconds, negative: earlier); what it settled already is not touched. */
export function shiftModel(model: MachineModel, byMs: number): MachineModel {
  const moved = <T extends { readonly at: TimestampMs }>(it: T): T => ({ ...it, at: it.at + byMs });
  const { timeline, debounced } = model;
  const latest = Object.entries(model.latest).map(([item, reading]) => [item, moved(reading)]);
  const tracks = Object.entries(timeline.tracks).map(([item, track]) => [item, shiftTrack(track, byMs)]);
  return {
    ...model,
    now: model.now + byMs,
    contact: model.contact === null ? null : model.contact + byMs,
    floor: model.floor + byMs,
    inbox: model.inbox.map(({ reading, arrived }) => ({ reading: moved(reading), arrived: arrived + byMs })),
    latest: Object.fromEntries(latest),
    timeline: {
      ...timeline,
      through: timeline.through + byMs,
      tracks: Object.fromEntries(tracks),
      ahead: timeline.ahead.map(moved),
      activeAt: timeline.activeAt + byMs,
    },
    debounced: {
      ...debounced,
      since: debounced.since + byMs,
      settled: debounced.settled + byMs,
      candidate: debounced.candidate.map((each) => shiftSpan(each, byMs)),
    },
  };
}

/** The same span `byMs` later, with whatever else it carries. */
export function shiftSpan<T extends { readonly from: TimestampMs; readonly until: TimestampMs }>(
  span: T,
  byMs: number,
): T {
  return { ...span, from: span.from + byMs, until: span.until + byMs };
}

function shiftTrack(track: Track, byMs: number): Track {
  switch (track.kind) {
    case 'value':
    case 'level':
      return track;
    case 'lamp':
      return { ...track, phases: track.phases.map((phase) => ({ ...phase, at: phase.at + byMs })) };
    case 'pulse': {
      const { count, anchor } = track;
      return {
        ...track,
        count: count === null ? null : { ...count, at: count.at + byMs },
        anchor: anchor === null ? null : { ...anchor, at: anchor.at + byMs },
      };
    }
  }
}
