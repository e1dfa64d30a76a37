# One image for each service: `docker build --build-arg WORKSPACE=services/order-api .`
FROM node:24-trixie-slim AS base
WORKDIR /app

# What decides about node_modules, and nothing else: a change of sources leaves the layers of npm alone.
FROM base AS manifests
COPY . /repository
RUN cd /repository && find package.json package-lock.json libs services infra tools -name 'package*.json' -exec cp --parents -t /app {} +

FROM base AS dependencies
COPY --from=manifests /app ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM dependencies AS libraries
COPY tsconfig.base.json ./
COPY libs libs
RUN npx --no-install tsc -b $(ls -d libs/* | grep -v '/testing$')

# The program: build output and migrations, without types.
FROM libraries AS build
ARG WORKSPACE=services/order-api
COPY ${WORKSPACE} ${WORKSPACE}
RUN cd ${WORKSPACE} && if [ -f prisma.config.ts ]; then npx --no-install prisma generate; fi && npx --no-install tsc -b tsconfig.json
RUN mkdir /program && find libs ${WORKSPACE} -name node_modules -prune -o -type f \( -path '*/dist/*' -o -path '*/prisma/migrations/*' \) \
    ! -name '*.d.ts' ! -name '*.d.ts.map' ! -name '*.tsbuildinfo' -exec cp --parents -t /program {} +

FROM manifests AS selection
ARG WORKSPACE=services/order-api
COPY infra/image/select.mjs /usr/local/lib/select.mjs
RUN node /usr/local/lib/select.mjs ${WORKSPACE} /selection

FROM base AS production
COPY --from=selection /selection ./
RUN npm ci --ignore-scripts --no-audit --no-fund && mkdir -p libs services infra

# Of our own packages those that were selected.
FROM production AS own
COPY --from=build /program /program
RUN for folder in $(cd /program && ls -d libs/* services/* infra/* 2>/dev/null); do \
      if [ -f $folder/package.json ]; then cp -r /program/$folder/. $folder; fi; \
    done

FROM base
ARG WORKSPACE=services/order-api
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app/${WORKSPACE}
COPY --from=production /app/node_modules /app/node_modules
COPY --from=own /app/libs /app/libs
COPY --from=own /app/${WORKSPACE} ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(async (answer) => { console.log(await answer.text()); process.exitCode = answer.ok ? 0 : 1; }).catch(({ message, cause }) => { console.log(cause?.message ?? message); process.exitCode = 1; })"]
CMD ["node", "--enable-source-maps", "dist/main.js"]
# Last: another version of the same program shares every layer.
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="hallpass ${WORKSPACE}" \
      org.opencontainers.image.description="Part of Hallpass, a microservices reference system for JSON Web Tokens" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
