# Janus in a container: not root, and nothing writable but the state and the keys.
#
#   docker build -t janus .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges --network campus --ip 192.0.2.2 \
#     -v /srv/dns:/etc/janus:ro -v janus-state:/var/lib/janus -v janus-keys:/var/lib/janus-keys janus
#
# Take a network that keeps source addresses, such as the macvlan or ipvlan network `campus` here: behind a published port every
# client may have the address of the bridge, and so the same view.

FROM docker.io/library/node:26-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY packaging packaging
COPY zones/janus.yaml zones/
COPY src src
# The packages that run need no scripts to install. npm keeps TypeScript, an optional peer of one of them; we do not.
RUN npm run build && npm ci --ignore-scripts --omit=dev && rm -rf node_modules/typescript node_modules/@typescript

FROM docker.io/library/node:26-slim
WORKDIR /opt/janus
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY --from=build /build/src/cli/janus.js /build/src/cli/zonecheck.js /build/src/cli/start.js src/cli/
COPY LICENSE CHANGELOG.md ./
RUN ln -s /opt/janus/src/cli/janus.js /usr/local/bin/janus \
 && ln -s /opt/janus/src/cli/zonecheck.js /usr/local/bin/zonecheck \
 && install -d -o node -g node -m 0750 /var/lib/janus \
 && install -d -o node -g node -m 0700 /var/lib/janus-keys \
 && install -d /etc/janus

# Mount janus.yaml and the zones at /etc/janus. In janus.yaml write 0.0.0.0:53 or the container's own addresses under `listen`,
# `state: /var/lib/janus` and, for keys, `keys: /var/lib/janus-keys`: these are the volumes. Do not keep the two in one backup.
VOLUME /var/lib/janus /var/lib/janus-keys
WORKDIR /etc/janus
USER node
EXPOSE 53/udp 53/tcp

# Asks the first listen address for the first zone. Any answer will do, REFUSED too (exit code 1): it shows that the server
# answers, and the container's own address need not belong to a view.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD janus query > /dev/null || [ $? -eq 1 ]

STOPSIGNAL SIGTERM
ENTRYPOINT ["janus"]
CMD ["serve", "--config", "/etc/janus/janus.yaml"]
