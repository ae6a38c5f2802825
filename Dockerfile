# One image for both services and the simulated machines; the command says which.
# Stage 1 builds the board with the development tools; stage 2 carries only what runs.
FROM node:24-bookworm-slim AS board
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/machine-model/package.json packages/machine-model/
COPY packages/runtime/package.json packages/runtime/
COPY packages/simulators/package.json packages/simulators/
COPY packages/sparkplug/package.json packages/sparkplug/
COPY edge-agent/package.json edge-agent/
COPY cloud-aggregator/package.json cloud-aggregator/
# Scripts wait until the sources are here; optional packages bring the bundler's compiled part.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY cloud-aggregator/web cloud-aggregator/web
RUN npm run build

FROM node:24-bookworm-slim AS services
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/machine-model/package.json packages/machine-model/
COPY packages/runtime/package.json packages/runtime/
COPY packages/simulators/package.json packages/simulators/
COPY packages/sparkplug/package.json packages/sparkplug/
COPY edge-agent/package.json edge-agent/
COPY cloud-aggregator/package.json cloud-aggregator/
# The image brings its own Node, so the one that comes as an optional package stays out.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
COPY packages packages
COPY edge-agent edge-agent
COPY cloud-aggregator cloud-aggregator
COPY config config
COPY LICENSE README.md ./
COPY --from=board /app/cloud-aggregator/web/dist cloud-aggregator/web/dist
# A named volume takes over the owner of the folder it covers.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
CMD ["node", "cloud-aggregator/src/main.ts", "--config", "config/compose/cloud-aggregator.yaml"]
