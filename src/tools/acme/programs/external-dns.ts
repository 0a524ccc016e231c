// external-dns in Kubernetes: a Secret, and lines for its Deployment. It reads zones by AXFR.

import { type Program, sha2, shortAlgorithm } from '../program.ts'

export const externalDns: Program = {
  need: 'hosts',
  algorithms: ['hmac-sha1', ...sha2],
  reads: true,
  text: ({ key, server, places }) => {
    const zones = [...new Set(places.map(({ zone }) => zone))]
    const secret = `janus-${key.name.toLowerCase().replaceAll('_', '-')}`
    const args = [
      '--provider=rfc2136',
      `--rfc2136-host=${server.address}`,
      `--rfc2136-port=${server.port}`,
      ...zones.map((zone) => `--rfc2136-zone=${zone}`),
      `--rfc2136-tsig-keyname=${key.name}`,
      `--rfc2136-tsig-secret-alg=${shortAlgorithm(key.algorithm)}`,
      '--rfc2136-tsig-axfr',
      ...places.map(({ name }) => `--domain-filter=${name}`),
      '--source=ingress',
      '--source=service',
      `--txt-owner-id=${key.name}`,
      // Its TXT records need names of their own: nothing else may stand beside a CNAME (RFC 1034 §3.6.2).
      '--txt-prefix=external-dns-',
    ]
    return `# For external-dns 0.14 and newer: the Secret, and the args and env of its container.
apiVersion: v1
kind: Secret
metadata:
  name: ${secret}
  namespace: external-dns
stringData:
  tsig-secret: ${JSON.stringify(key.secret)}
---
args:
${args.map((arg) => `  - ${JSON.stringify(arg)}`).join('\n')}
env:
  - name: EXTERNAL_DNS_RFC2136_TSIG_SECRET
    valueFrom:
      secretKeyRef:
        name: ${secret}
        key: tsig-secret`
  },
}
