// NSD, with one serving process.

import { nsdServer } from '../../peers/nsd-conf.ts'
import { COOKIE_SECRET, hangUp, installed, type Launch, type ServerKind, type Task, versionFrom } from './kind.ts'

const program = installed('nsd')

export const nsd: ServerKind = {
  name: 'NSD',
  program,
  packages: ['nsd'],
  version: () => versionFrom(program, '-v'),
  launch,
  signed: true,
  reload: hangUp,
}

function launch({ zones, port, folder, cookies, transfers }: Task): Launch {
  const conf = `
${nsdServer(port, folder)}  tcp-count: 200
  round-robin: yes
  minimal-responses: yes
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
  answer-cookie: ${cookies ? 'yes' : 'no'}
  cookie-secret: "${COOKIE_SECRET}"
remote-control:
  control-enable: no
${zones.map(({ origin, path }) => `zone:\n  name: "${origin}"\n  zonefile: "${path}"\n${transfers ? PROVIDED : ''}`).join('')}`
  return { program: program!, args: ['-d', '-c', `${folder}/nsd.conf`], files: { 'nsd.conf': conf } }
}

const PROVIDED = '  provide-xfr: 127.0.0.1 NOKEY\n'
