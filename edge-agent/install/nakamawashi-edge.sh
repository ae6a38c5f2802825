#!/bin/sh
# Starts the edge agent with the first Node that is new enough: $NAKAMAWASHI_NODE, one beside the agent, or the one on the PATH.
# What the flags are worth stands in docs/operations.md, "Footprint".
set -eu
home=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
for node in "${NAKAMAWASHI_NODE:-}" "$home/node/bin/node" node; do
  version=$("$node" --version 2>/dev/null) || continue
  major=${version#v}
  minor=${major#*.}
  major=${major%%.*}
  minor=${minor%%.*}
  if [ "$major" -gt 24 ] || { [ "$major" -eq 24 ] && [ "$minor" -ge 15 ]; }; then
    export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
    # The MQTT library calls url.parse, which Node forgives in packages only, and ours is bundled.
    exec "$node" --disable-warning=DEP0169 --max-semi-space-size=4 --single-threaded "$home/lib/main.mjs" "$@"
  fi
done
echo 'Node 24.15 or newer is needed: install it, or say where it is with NAKAMAWASHI_NODE=/path/to/node' >&2
exit 1
