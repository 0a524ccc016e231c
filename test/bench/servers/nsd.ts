// NSD, with one serving process.

import { nsdServer } from '../../peers/nsd-conf.ts'
import {
  COOKIE_SECRET,
  hangUp,
  installed,
  type Launch,
  type ServerKind,
  type Task,
  UPDATE_KEY,
  versionFrom,
} from './kind.ts'
import { type SecuredBy, securedPort } from './secured.ts'

const program = installed('nsd')

export const nsd: ServerKind = {
  name: 'NSD',
  program,
  packages: ['nsd'],
  version: () => versionFrom(program, '-v'),
  launch,
  signed: true,
  secured: true,
  reload: hangUp,
}

function launch({
  zones,
  port,
  folder,
  cookies,
  transfers,
  tls,
  connections = 200,
  primary,
  differences,
}: Task): Launch {
  const conf = `
${nsdServer(port, folder)}${tls ? securedLines(port, tls) : ''}  tcp-count: ${connections}
  tcp-timeout: 600
  round-robin: yes
  minimal-responses: yes
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
  answer-cookie: ${cookies ? 'yes' : 'no'}
  cookie-secret: "${COOKIE_SECRET}"
remote-control:
  control-enable: no
${transfers ? KEY : ''}${zones.map(({ origin, path }) => `zone:\n  name: "${origin}"\n  zonefile: "${primary ? `${origin}.copy` : path}"\n${transfers ? PROVIDED : ''}${differences ? '  store-ixfr: yes\n  create-ixfr: yes\n' : ''}${primary ? `  request-xfr: 127.0.0.1@${primary} NOKEY\n  allow-notify: 127.0.0.1 NOKEY\n` : ''}`).join('')}`
  return { program: program!, args: ['-d', '-c', `${folder}/nsd.conf`], files: { 'nsd.conf': conf } }
}

function securedLines(port: number, { certificate, key }: SecuredBy): string {
  const at = securedPort(port)
  return `  ip-address: 127.0.0.1@${at}
  tls-port: ${at}
  tls-service-key: "${key}"
  tls-service-pem: "${certificate}"
`
}

const KEY = `key:\n  name: "${UPDATE_KEY.name}"\n  algorithm: ${UPDATE_KEY.algorithm}\n  secret: "${UPDATE_KEY.secret}"\n`
const PROVIDED = `  provide-xfr: 127.0.0.1 NOKEY\n  provide-xfr: 127.0.0.1 ${UPDATE_KEY.name}\n`
