// cert-manager in Kubernetes: a Secret, and an issuer that uses it. It knows four algorithms.

import { endpointText } from '../../../net/endpoint.ts'
import { old, type Program, shortAlgorithm } from '../program.ts'

export const certManager: Program = {
  need: 'challenge',
  algorithms: [...old, 'hmac-sha256', 'hmac-sha512'],
  text: ({ key, server, places }) => {
    const zones = [...new Set(places.map(({ name }) => name))]
    const secret = `janus-${key.name.toLowerCase().replaceAll('_', '-')}`
    return `# For cert-manager 1: put it into a file, and run: kubectl apply -f FILE
apiVersion: v1
kind: Secret
metadata:
  name: ${secret}
  namespace: cert-manager
stringData:
  tsig-secret: ${JSON.stringify(key.secret)}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: ${secret}
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    email: ${JSON.stringify(`hostmaster@${zones[0]}`)}
    privateKeySecretRef:
      name: ${secret}-account
    solvers:
      - selector:
          dnsZones: [${zones.map((zone) => JSON.stringify(zone)).join(', ')}]
        dns01:
          # It finds the zone through the resolvers of the cluster, and never signs that question.
          rfc2136:
            nameserver: ${JSON.stringify(endpointText(server))}
            protocol: TCP
            tsigKeyName: ${JSON.stringify(key.name)}
            tsigAlgorithm: ${shortAlgorithm(key.algorithm).toUpperCase().replace('-', '')}
            tsigSecretSecretRef:
              name: ${secret}
              key: tsig-secret`
  },
}
