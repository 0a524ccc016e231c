# Janus in a container: not root, and nothing writable but the state and the keys.
#
#   docker build -t janus .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges --network campus --ip 192.0.2.2 \
#     -v /srv/dns:/etc/janus:ro -v janus-state:/var/lib/janus -v janus-keys:/var/lib/janus-keys janus
#
# Take a network that keeps source addresses, such as the macvlan or ipvlan network `campus` here: behind a published port every
# client may have the address of the bridge, and so the same view.

FROM docker.io/library/node:26-slim AS build
# The time of the commit: git log -1 --format=%ct
ARG SOURCE_DATE_EPOCH=0
RUN apt-get update && apt-get install --yes --no-install-recommends dpkg-dev binutils
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN node packaging/image/root.ts /image

# Nothing but Janus's Debian package, the libraries that it depends on, and a shell.
FROM scratch
COPY --from=build /image /
COPY --from=build --chown=1000:1000 /image/var/lib/janus /var/lib/janus
COPY --from=build --chown=1000:1000 /image/var/lib/janus-keys /var/lib/janus-keys

ENV PATH=/usr/bin:/bin
# Mount janus.yaml and the zones at /etc/janus. In janus.yaml write 0.0.0.0:53 or the container's own addresses under `listen`,
# `state: /var/lib/janus` and, for keys, `keys: /var/lib/janus-keys`: these are the volumes. Do not keep the two in one backup.
VOLUME /var/lib/janus /var/lib/janus-keys
WORKDIR /etc/janus
USER 1000:1000
EXPOSE 53/udp 53/tcp

# Asks the first listen address for the first zone. Any answer will do, REFUSED too (exit code 1): it shows that the server
# answers, and the container's own address need not belong to a view.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD janus query > /dev/null || [ $? -eq 1 ]

STOPSIGNAL SIGTERM
ENTRYPOINT ["janus"]
CMD ["serve", "--config", "/etc/janus/janus.yaml"]
