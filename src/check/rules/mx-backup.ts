// A mail gateway is no backup of the mail host, and the host is no backup of the gateway.

import { get16 } from '../../dns/big-endian.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'

export const mxBackup: Rule = {
  name: 'mx-backup',
  group: 'mail',
  severity: 'info',
  rfc: 'RFC 5321 §5.1',
  why: 'A second mail server that is not reachable, or knows less about spam and users, brings delays and spam: spammers prefer backups.',
  bad: [
    '@      MX  10 hosta',
    'hosta  MX  10 hosta',
    'hosta  MX  20 mx.example.net.',
    'hosta  TXT "v=spf1 mx -all"',
    '@      TXT "v=spf1 mx -all"',
    'hosta  A   192.0.2.10',
  ],
  good: [
    '@      MX  10 hosta',
    'hosta  MX  10 hosta',
    'hosta  TXT "v=spf1 mx -all"',
    '@      TXT "v=spf1 mx -all"',
    'hosta  A   192.0.2.10',
  ],
  says: {
    found: {
      message: '"{owner}" takes its own mail, and "{target}" stands beside it as a backup',
      fix: 'let either the host or the gateway be the MX, and only one of them',
      related: 'the MX that names the host itself',
    },
  },
  check: { over: 'sets', types: [Type.MX], shapes: Shape.several, run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  let own = -1
  let ownLine = 0
  eachRecord(zone, set, (data, _length, line) => {
    if (zone.targetOf(data) !== node + 1) return
    own = get16(zone.heap, data)
    ownLine = line
  })
  if (own < 0) return
  eachRecord(zone, set, (data, _length, line) => {
    if (zone.targetOf(data) === node + 1 || get16(zone.heap, data) === own) return
    reporter.report(line, 'entry', () => ({
      params: { owner: reporter.name(node), target: nameText(zone.heap, data + 2) },
      related: { line: ownLine, part: 'entry' },
    }))
  })
}
