# Janus in a container: non-root, nothing writable but the state.
#
#   docker run --read-only --cap-drop ALL --cap-add NET_BIND_SERVICE \
#     -p 192.0.2.2:53:53/udp -p 192.0.2.2:53:53/tcp \
#     -v /srv/dns:/etc/janus:ro -v janus-state:/var/lib/janus IMAGE
#
# Views go by source address: use a network that keeps it (macvlan, ipvlan, --network host), or every client has the
# bridge's address and the face that belongs to it.

FROM docker.io/library/node:26-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && npm ci --ignore-scripts --omit=dev

FROM docker.io/library/node:26-bookworm-slim
WORKDIR /opt/janus
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY --from=build /build/src/cli/janus.js /build/src/cli/zonecheck.js /build/src/cli/start.js src/cli/
COPY LICENSE CHANGELOG.md ./
RUN ln -s /opt/janus/src/cli/janus.js /usr/local/bin/janus \
 && ln -s /opt/janus/src/cli/zonecheck.js /usr/local/bin/zonecheck \
 && install -d -o node -g node -m 0750 /var/lib/janus \
 && install -d /etc/janus

# janus.yaml and the zones are mounted here; `state: /var/lib/janus` in janus.yaml points at the volume.
VOLUME /var/lib/janus
WORKDIR /etc/janus
USER node
EXPOSE 53/udp 53/tcp

# An answer of any kind means that the server answers: the root's SOA is refused with one, unless it is served here.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --start-interval=2s \
  CMD ["janus", "query", "@127.0.0.1:53", ".", "SOA"]

STOPSIGNAL SIGTERM
ENTRYPOINT ["janus"]
CMD ["serve", "--config", "/etc/janus/janus.yaml"]
