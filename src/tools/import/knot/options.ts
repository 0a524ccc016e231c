// The options of knot.conf: those that named has in other words, and those whose loss no client of Janus notices.

import type { Faults } from '../faults.ts'
import { say } from '../spoken.ts'
import type { Statement } from '../statements.ts'
import type { Value } from './knot-lines.ts'

type Carry = (one: Value, faults: Faults) => Statement[]

const text =
  (key: string): Carry =>
  ({ at, values: [value = ''] }) => {
    const said = say(at, [key, value === '' ? 'none' : value])
    // In Knot an empty text tells nothing; in named the word `none` without quotes does.
    return [value === '' ? { ...said, words: said.words.map((one) => ({ ...one, quoted: false })) } : said]
  }

const number =
  (key: string, times = 1): Carry =>
  ({ at, key: own, values: [value = ''] }, faults) => {
    const [, digits, unit] = /^(\d{1,9})([smhdBKMG]?)$/.exec(value) ?? []
    if (digits === undefined) faults.add(at, `"${value}" is no number for "${own}"`)
    return [say(at, [key, String(Number(digits ?? 1) * (UNITS[unit ?? ''] ?? 1) * times)])]
  }

const UNITS: { readonly [unit: string]: number } = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
  B: 1,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
}

export const CARRIED_SERVER: { readonly [key: string]: Carry } = {
  identity: text('hostname'),
  version: text('version'),
  nsid: ({ at, values: [value = ''] }) => {
    const octets = /^0x([0-9a-f]{2})*$/i.test(value) ? Buffer.from(value.slice(2), 'hex').toString('latin1') : value
    return octets === '' ? [] : [say(at, ['server-id', octets])]
  },
  'tcp-max-clients': number('tcp-clients'),
  'max-tcp-clients': number('tcp-clients'),
  'tcp-idle-timeout': number('tcp-idle-timeout', 10),
  'udp-max-payload': number('edns-udp-size'),
  'udp-max-payload-ipv4': number('edns-udp-size'),
  'udp-max-payload-ipv6': number('edns-udp-size'),
}

/** Options about Knot's own process and files, and those that we carry over elsewhere. */
export const QUIET_SERVER: ReadonlySet<string> = new Set([
  'listen',
  'rundir',
  'user',
  'pidfile',
  'udp-workers',
  'tcp-workers',
  'background-workers',
  'async-start',
  'tcp-io-timeout',
  'tcp-remote-io-timeout',
  'tcp-reuseport',
  'tcp-fastopen',
  'socket-affinity',
  'remote-pool-limit',
  'remote-pool-timeout',
  'remote-retry-delay',
  'automatic-acl',
  'answer-rotation',
  'key-file',
  'cert-file',
  'dbus-event',
  'dbus-init-delay',
])

export const QUIET_SECTIONS: ReadonlySet<string> = new Set([
  'control',
  'log',
  'statistics',
  'database',
  'policy',
  'submission',
  'keystore',
  'xdp',
])

export const ZONE_READ: ReadonlySet<string> = new Set([
  'domain',
  'template',
  'file',
  'storage',
  'master',
  'notify',
  'acl',
  'dnssec-signing',
  'dnssec-policy',
  'module',
  'global-module',
])

export const QUIET_ZONE: ReadonlySet<string> = new Set([
  'semantic-checks',
  'zonefile-sync',
  'zonefile-load',
  'journal-content',
  'journal-max-usage',
  'journal-max-depth',
  'ixfr-by-one',
  'ixfr-benevolent',
  'ixfr-from-axfr',
  'zone-max-size',
  'adjust-threads',
  'refresh-min-interval',
  'refresh-max-interval',
  'retry-min-interval',
  'retry-max-interval',
  'expire-min-interval',
  'expire-max-interval',
  'serial-policy',
  'max-journal-usage',
  'max-journal-depth',
  'max-zone-size',
  'kasp-db',
  'journal-db',
  'disable-any',
])

/** Keys of an access list that demand more than an address and a key. */
export const BY_CHANNEL: ReadonlySet<string> = new Set(['protocol', 'cert-key', 'cert-hostname', 'cert-validate'])

/** The keys of an item that the import reads, by section. */
export const ITEM_READ: { readonly [section: string]: ReadonlySet<string> } = {
  key: new Set(['id', 'algorithm', 'secret', 'comment']),
  remote: new Set(['id', 'address', 'via', 'key', 'tls', 'quic', 'automatic-acl', 'no-edns', 'comment']),
  remotes: new Set(['id', 'remote', 'comment']),
  acl: new Set(['id', 'address', 'key', 'remote', 'action', 'deny', 'comment', ...BY_CHANNEL]),
  'mod-rrl': new Set(['id', 'rate-limit', 'slip', 'whitelist', 'table-size', 'comment']),
  'mod-queryacl': new Set(['id', 'address', 'interface', 'comment']),
}
