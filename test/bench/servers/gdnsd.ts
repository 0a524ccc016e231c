// gdnsd: has neither views nor DNSSEC. It takes its zones from a folder in which a file has the name of its zone.

import { execFileSync } from 'node:child_process'
import { installed, type Launch, type ServerKind, type Task, versionFrom } from './kind.ts'

const program = installed('gdnsd')
const control = installed('gdnsdctl')

export const gdnsd: ServerKind = {
  name: 'gdnsd',
  program,
  packages: ['gdnsd'],
  version: () => versionFrom(program, '-h'),
  launch,
  signed: false,
  reload:
    control === undefined
      ? undefined
      : (_pid, folder) => {
          execFileSync(control, ['-c', folder, 'reload-zones'], { stdio: 'ignore', timeout: 30_000 })
        },
}

function launch({ zones, port, folder }: Task): Launch {
  const config = `
options => {
  listen => [ 127.0.0.1 ]
  dns_port => ${port}
  udp_threads => 1
  tcp_threads => 1
  zones_rfc1035_threads => 2
  run_dir => ${folder}/run
  state_dir => ${folder}/state
}
`
  return {
    program: program!,
    args: ['-c', folder, 'start'],
    files: { config },
    links: Object.fromEntries(zones.map(({ origin, path }) => [`zones/${origin}`, path])),
  }
}
