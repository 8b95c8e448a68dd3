# All of Rowhouse in one container, with its own PostgreSQL unless DATABASE_URL names another (docs/operating.md).
# deploy/rehearse.ts follows these instructions without a container engine; the tests run it.

FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN npm run build
# The npm package's PostgreSQL is an optional dependency: the image has Debian's.
RUN npm prune --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-trixie-slim
# Without the cluster that Debian would make: the database belongs into the volume.
RUN apt-get update \
  && apt-get install -y --no-install-recommends postgresql-common \
  && sed -ri 's/#(create_main_cluster) .*$/\1 = false/' /etc/postgresql-common/createcluster.conf \
  && apt-get install -y --no-install-recommends postgresql-17 \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production DATA_DIR=/data POSTGRES_BIN_DIR=/usr/lib/postgresql/17/bin
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/package.json /app/server.ts /app/LICENSE ./
COPY --from=build /app/deploy/rowhouse ./deploy/rowhouse
COPY --from=build /app/cli ./cli
COPY --from=build /app/db ./db
COPY --from=build /app/app ./app
COPY --from=build /app/build ./build
RUN ln -s /app/deploy/rowhouse /usr/local/bin/rowhouse && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT []
CMD ["node", "server.ts"]
