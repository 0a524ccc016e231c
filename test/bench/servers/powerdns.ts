// PowerDNS with zone files (its BIND backend), one receiver and one distributor thread. For signed zones it would want a
// database beside them.

import { COOKIE_SECRET, installed, type Launch, type ServerKind, type Task, versionFrom } from './kind.ts'

const program = installed('pdns_server')

export const powerdns: ServerKind = {
  name: 'PowerDNS',
  program,
  packages: ['pdns-server', 'pdns-backend-bind'],
  version: () => versionFrom(program, '--version').replace(/^.* /, ''),
  launch,
  signed: false,
}

function launch({ zones, port, folder, cookies }: Task): Launch {
  const conf = zones.map(({ origin, path }) => `zone "${origin}" { type master; file "${path}"; };\n`).join('')
  const settings = {
    'config-dir': folder,
    'socket-dir': folder,
    'bind-config': `${folder}/named.conf`,
    'local-address': '127.0.0.1',
    'local-port': port,
    launch: 'bind',
    daemon: 'no',
    guardian: 'no',
    webserver: 'no',
    'write-pid': 'no',
    'disable-syslog': 'yes',
    loglevel: 3,
    'receiver-threads': 1,
    'distributor-threads': 1,
    'max-tcp-connections': 200,
    'max-tcp-connections-per-client': 0,
    ...(cookies && { 'edns-cookie-secret': COOKIE_SECRET }),
  }
  const args = Object.entries(settings).map(([name, value]) => `--${name}=${value}`)
  return { program: program!, args, files: { 'named.conf': conf } }
}
