// The options of nsd.conf: those that named has in other words, and those whose loss no client of Janus notices.

import { type Attribute, type Clause, last } from '../clause-conf.ts'
import type { Faults } from '../faults.ts'
import { say } from '../spoken.ts'
import type { Statement } from '../statements.ts'

type Carry = (one: Attribute, server: Clause, faults: Faults) => Statement[]

export const CARRIED_SERVER: { readonly [key: string]: Carry } = {
  identity: ({ at, words }) => [say(at, ['hostname', words[0]!])],
  version: ({ at, words }) => [say(at, ['version', words[0]!])],
  'hide-version': ({ at, words }) => (words[0] === 'yes' ? [sayPlainly(at, 'version', 'none')] : []),
  'hide-identity': ({ at, words }) => (words[0] === 'yes' ? [sayPlainly(at, 'hostname', 'none')] : []),
  nsid: ({ at, words }, _, faults) => {
    const [, kind, text] = /^(ascii_)?(.*)$/s.exec(words[0]!)!
    const octets =
      kind === undefined && /^([0-9a-f]{2})+$/i.test(text!) ? Buffer.from(text!, 'hex').toString('latin1') : text!
    if (kind === undefined && octets === text)
      faults.add(at, `"${text}" is no nsid: write it in hexadecimal, or ascii_ in front of it`)
    return [say(at, ['server-id', octets])]
  },
  'tcp-count': (one, _, faults) => number(one, 'tcp-clients', faults),
  'tcp-timeout': (one, _, faults) => number(one, 'tcp-idle-timeout', faults, 10),
  'ipv4-edns-size': (one, _, faults) => number(one, 'edns-udp-size', faults),
  'ipv6-edns-size': (one, _, faults) => number(one, 'edns-udp-size', faults),
  'minimal-responses': ({ at, words }) => [say(at, ['minimal-responses', words[0]!])],
  'answer-cookie': ({ at, words }) => [say(at, ['answer-cookie', words[0]!])],
  'rrl-ratelimit': (one, server, faults) => {
    const limits = ['slip', 'ipv4-prefix-length', 'ipv6-prefix-length'].flatMap((key) => {
      const own = last(server, `rrl-${key}`)
      return own === undefined ? [] : number(own, key, faults)
    })
    return [say(one.at, ['rate-limit'], [...number(one, 'responses-per-second', faults), ...limits])]
  },
}

/** A statement whose words have no quotes: to named, a word and a text in quotes differ. */
function sayPlainly(at: Attribute['at'], key: string, word: string): Statement {
  const statement = say(at, [key, word])
  return { ...statement, words: statement.words.map((one) => ({ ...one, quoted: false })) }
}

function number({ at, words: [text], key: own }: Attribute, key: string, faults: Faults, times = 1): Statement[] {
  if (!/^\d{1,9}$/.test(text!)) faults.add(at, `"${text}" is no number for "${own}"`)
  return [say(at, [key, String(Number(text) * times || 0)])]
}

/** Options about NSD's own process and files, and those that we carry over elsewhere. */
export const QUIET_SERVER: ReadonlySet<string> = new Set([
  'ip-address',
  'interface',
  'port',
  'do-ip4',
  'do-ip6',
  'zonesdir',
  'server-count',
  'verbosity',
  'debug-mode',
  'username',
  'chroot',
  'database',
  'zonelistfile',
  'pidfile',
  'logfile',
  'log-only-syslog',
  'log-time-ascii',
  'xfrdfile',
  'xfrdir',
  'xfrd-reload-timeout',
  'xfrd-tcp-max',
  'xfrd-tcp-pipeline',
  'difffile',
  'ip-transparent',
  'ip-freebind',
  'reuseport',
  'send-buffer-size',
  'receive-buffer-size',
  'statistics',
  'zonefiles-check',
  'zonefiles-write',
  'tcp-query-count',
  'tcp-mss',
  'outgoing-tcp-mss',
  'tcp-reject-overflow',
  'cpu-affinity',
  'rrl-size',
  'rrl-slip',
  'rrl-ipv4-prefix-length',
  'rrl-ipv6-prefix-length',
  'round-robin',
  'confine-to-zone',
  'refuse-any',
  'drop-updates',
])

export const ZONE_READ: ReadonlySet<string> = new Set([
  'name',
  'zonefile',
  'request-xfr',
  'allow-notify',
  'provide-xfr',
  'notify',
  'outgoing-interface',
  'allow-query',
])

export const QUIET_ZONE: ReadonlySet<string> = new Set([
  'zonestats',
  'notify-retry',
  'max-refresh-time',
  'min-refresh-time',
  'max-retry-time',
  'min-retry-time',
  'min-expire-time',
  'store-ixfr',
  'ixfr-number',
  'ixfr-size',
  'create-ixfr',
  'multi-master-check',
  'allow-axfr-fallback',
  'size-limit-xfr',
])
