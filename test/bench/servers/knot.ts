// Knot DNS, with one worker for UDP and one for TCP.

import { COOKIE_SECRET, hangUp, installed, type Launch, type ServerKind, type Task, versionFrom } from './kind.ts'

const program = installed('knotd')

export const knot: ServerKind = {
  name: 'Knot',
  program,
  packages: ['knot'],
  version: () => versionFrom(program, '-V'),
  launch,
  signed: true,
  reload: hangUp,
}

function launch({ zones, port, folder, cookies, transfers }: Task): Launch {
  const conf = `
server:
  listen: 127.0.0.1@${port}
  rundir: "${folder}"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  answer-rotation: on
database:
  storage: "${folder}"
log:
  - target: stderr
    any: warning
${transfers ? 'acl:\n  - id: local\n    address: 127.0.0.1\n    action: transfer\n' : ''}${cookies ? `mod-cookies:\n  - id: shared\n    secret: 0x${COOKIE_SECRET}\n` : ''}template:
  - id: default
    storage: "${folder}"
    zonefile-sync: -1
    journal-content: none
${cookies ? '    global-module: mod-cookies/shared\n' : ''}${transfers ? '    acl: local\n' : ''}zone:
${zones.map(({ origin, path }) => `  - domain: "${origin}"\n    file: "${path}"\n`).join('')}`
  return { program: program!, args: ['-c', `${folder}/knot.conf`], files: { 'knot.conf': conf } }
}
