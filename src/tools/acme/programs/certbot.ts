// certbot with its plugin dns-rfc2136. It takes secrets only from a file of its own.

import { certificateNames, fileText, old, type Program, quoted, sha2, shortAlgorithm } from '../program.ts'

export const certbot: Program = {
  need: 'challenge',
  algorithms: [...old, ...sha2],
  text: ({ key, server, places }) => {
    const file = `/etc/letsencrypt/janus-${key.name}.ini`
    return [
      '# For certbot 2 to 5 with python3-certbot-dns-rfc2136. As root, where certbot runs:',
      ...fileText(quoted(file), [
        `dns_rfc2136_server = ${server.address}`,
        `dns_rfc2136_port = ${server.port}`,
        `dns_rfc2136_name = ${key.name}.`,
        `dns_rfc2136_secret = ${key.secret}`,
        `dns_rfc2136_algorithm = ${shortAlgorithm(key.algorithm).toUpperCase()}`,
        '# From 2.6 on certbot can sign its question for the zone. Before, its address decides which view answers that.',
        'dns_rfc2136_sign_query = true',
      ]),
      `certbot certonly --dns-rfc2136 --dns-rfc2136-credentials ${quoted(file)} \\`,
      `  --dns-rfc2136-propagation-seconds 10 ${certificateNames(places)
        .map((name) => `-d ${quoted(name)}`)
        .join(' ')}`,
    ].join('\n')
  },
}
