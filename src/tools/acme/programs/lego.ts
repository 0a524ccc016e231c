// lego with its provider rfc2136. It reads the secret from a file that a variable names.

import { endpointText } from '../../../net/endpoint.ts'
import { certificateNames, fileText, old, type Program, quoted, sha2 } from '../program.ts'

export const lego: Program = {
  need: 'challenge',
  algorithms: [...old, ...sha2],
  text: ({ key, server, places }) => {
    const file = quoted(`/etc/lego/${key.name}.secret`)
    const [{ name }] = places
    return [
      '# For lego 4; lego 5 calls the provider dnsupdate, and its variables DNSUPDATE_... As root, where lego runs:',
      ...fileText(file, [key.secret]),
      `export RFC2136_NAMESERVER=${quoted(endpointText(server))}`,
      `export RFC2136_TSIG_KEY=${key.name}.`,
      `export RFC2136_TSIG_ALGORITHM=${key.algorithm}.`,
      `export RFC2136_TSIG_SECRET_FILE=${file}`,
      '# lego looks for the value itself: here at this server, and not at all name servers of the zone, some of which it may not reach.',
      `lego --path /etc/lego --accept-tos --email ${quoted(`hostmaster@${name}`)} --dns rfc2136 \\`,
      `  --dns.resolvers ${quoted(endpointText(server))} --dns.disable-cp \\`,
      `  ${certificateNames(places)
        .map((name) => `--domains ${quoted(name)}`)
        .join(' ')} run`,
    ].join('\n')
  },
}
