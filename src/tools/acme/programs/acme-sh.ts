// acme.sh with dns_nsupdate: it runs nsupdate, which takes the file of the key as it is.

import { certificateNames, old, type Program, quoted, sha2 } from '../program.ts'

export const acmeSh: Program = {
  need: 'challenge',
  algorithms: [...old, ...sha2],
  text: ({ key, server, places }) => {
    const [{ zone }] = places
    const file = `$HOME/.acme.sh/${key.name}.key`
    return [
      `# For acme.sh 3, with nsupdate of BIND. Copy ${key.file} of this server to`,
      `# ${file} by a way that nobody can read, mode 0600; then, where acme.sh runs:`,
      `export NSUPDATE_SERVER=${quoted(server.address)}`,
      `export NSUPDATE_SERVER_PORT=${server.port}`,
      `export NSUPDATE_ZONE=${quoted(zone)}`,
      `export NSUPDATE_KEY="${file}"`,
      `acme.sh --issue --dns dns_nsupdate --dnssleep 10 ${certificateNames(places)
        .map((name) => `-d ${quoted(name)}`)
        .join(' ')}`,
    ].join('\n')
  },
}
