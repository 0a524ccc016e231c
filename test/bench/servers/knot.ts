// Knot DNS, with one worker for UDP and one for TCP.

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

function launch({ zones, port, folder, cookies, transfers, updates, primary, differences }: Task): Launch {
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
${updates || transfers ? `key:\n  - id: ${UPDATE_KEY.name}\n    algorithm: ${UPDATE_KEY.algorithm}\n    secret: ${UPDATE_KEY.secret}\n` : ''}${updates ? `acl:\n  - id: changes\n    key: ${UPDATE_KEY.name}\n    action: update\n` : ''}${transfers ? `acl:\n  - id: local\n    address: 127.0.0.1\n    action: transfer\n  - id: signed\n    key: ${UPDATE_KEY.name}\n    action: transfer\n` : ''}${primary ? `remote:\n  - id: bench\n    address: 127.0.0.1@${primary}\nacl:\n  - id: told\n    address: 127.0.0.1\n    action: notify\n` : ''}${cookies ? `mod-cookies:\n  - id: shared\n    secret: 0x${COOKIE_SECRET}\n` : ''}template:
  - id: default
    storage: "${folder}"
    zonefile-sync: ${primary ? 0 : -1}
    journal-content: ${updates || differences ? 'changes' : 'none'}
    zonefile-load: ${differences ? 'difference' : 'whole'}
${cookies ? '    global-module: mod-cookies/shared\n' : ''}${transfers ? '    acl: [local, signed]\n' : ''}${updates ? '    acl: changes\n' : ''}${primary ? '    acl: told\n    master: bench\n' : ''}zone:
${zones.map(({ origin, path }) => `  - domain: "${origin}"\n    file: "${primary ? `${origin}.copy` : path}"\n`).join('')}`
  return { program: program!, args: ['-c', `${folder}/knot.conf`], files: { 'knot.conf': conf } }
}
