// BIND, NSD, Knot DNS, PowerDNS and another Janus as secondaries that include what `janus tsig config` prints, byte for byte.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PeerServer } from '../../src/tools/tsig/servers.ts'
import { root } from '../support/run-janus.ts'
import { knotServer } from './knot-conf.ts'
import { nsdServer } from './nsd-conf.ts'
import { installed, type Setup } from './process.ts'

export const views = ['internal', 'external'] as const
export type View = (typeof views)[number]

export type Kind = {
  readonly server: PeerServer
  readonly program: string | undefined
  /** Views by instance: one takes both, or one each. */
  readonly instances: readonly (readonly View[])[]
  /** `keys`: the folder of keys of the primary. */
  readonly setup: (included: string, port: number, folder: string, keys: string) => Omit<Setup, 'program'>
  /** It takes whole zones alone. */
  readonly isWhole?: boolean
}

export const secondaryKinds: readonly Kind[] = [
  {
    server: 'bind',
    program: installed('named'),
    instances: [views],
    setup: (included, port, folder) => ({
      files: {
        'printed.conf': included,
        'named.conf': `options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  pid-file none; session-keyfile none; lock-file none; recursion no; dnssec-validation no; empty-zones-enable no; notify no;
  min-refresh-time 1; min-retry-time 1; };
controls { };
include "${folder}/printed.conf";
`,
      },
      args: ['-g', '-n', '1', '-c', `${folder}/named.conf`],
    }),
  },
  {
    server: 'nsd',
    program: installed('nsd'),
    instances: [['internal'], ['external']],
    setup: (included, port, folder) => ({
      files: {
        'printed.conf': included,
        'nsd.conf': `${nsdServer(port, folder)}remote-control:
  control-enable: no
include: "${folder}/printed.conf"
`,
      },
      args: ['-d', '-c', `${folder}/nsd.conf`],
    }),
  },
  {
    server: 'knot',
    program: installed('knotd'),
    instances: [['internal'], ['external']],
    setup: (included, port, folder) => ({
      files: {
        'printed.conf': included,
        'knot.conf': `${knotServer(port, folder)}template:
  - id: default
    storage: "${folder}"
include: "${folder}/printed.conf"
`,
      },
      args: ['-c', `${folder}/knot.conf`],
    }),
  },
  {
    server: 'pdns',
    program: installed('sqlite3') && installed('pdnsutil') && installed('pdns_server'),
    instances: [['internal'], ['external']],
    isWhole: true,
    setup: (included, port, folder) => {
      writeFileSync(
        join(folder, 'pdns.conf'),
        `launch=gsqlite3
gsqlite3-database=${folder}/pdns.db
gsqlite3-pragma-synchronous=0
local-address=127.0.0.1
local-port=${port}
socket-dir=${folder}
secondary=yes
guardian=no
daemon=no
xfr-cycle-interval=1
loglevel=5
security-poll-suffix=
`,
      )
      spawnSync('sqlite3', [join(folder, 'pdns.db'), '.read /usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql'])
      // What is printed names no folder.
      const util = join(folder, 'pdnsutil')
      writeFileSync(util, `#!/bin/sh\nexec ${installed('pdnsutil')} --config-dir=${folder} "$@"\n`, { mode: 0o700 })
      writeFileSync(join(folder, 'printed.sh'), included, { mode: 0o700 })
      const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` }
      const ran = spawnSync(join(folder, 'printed.sh'), { env, encoding: 'utf8' })
      if (ran.status !== 0) throw new Error(ran.stdout + ran.stderr)
      return { files: {}, args: [`--config-dir=${folder}`] }
    },
  },
  {
    server: 'janus',
    program: process.execPath,
    instances: [views],
    setup: (included, port, folder, keys) => {
      mkdirSync(join(folder, 'keys/tsig'), { recursive: true, mode: 0o700 })
      for (const [, name] of included.matchAll(/^# Copy (keys\/tsig\/\S+\.key) to its keys\/tsig, mode 0600\.$/gm))
        writeFileSync(join(folder, name!), readFileSync(join(keys, '..', name!)), { mode: 0o600 })
      return {
        files: { 'janus.yaml': `listen: ["127.0.0.1:${port}"]\nworkers: 1\n${included}` },
        args: [join(root, 'src/cli/janus.js'), 'serve', '--config', join(folder, 'janus.yaml')],
      }
    },
  },
]
