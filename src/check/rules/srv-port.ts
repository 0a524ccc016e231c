// RFC 6186 §3, RFC 8314 §5: each mail service has its port.

import { get16 } from '../../dns/big-endian.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { mailServices, serviceAt } from '../mail/services.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const srvPort: Rule = {
  name: 'srv-port',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 6186 §3',
  why: 'Mail programs set themselves up by these records: with the port of another service they cannot connect.',
  bad: ['_submission._tcp  SRV  0 1 465 mail', 'mail              A    192.0.2.25'],
  good: [
    '_submission._tcp   SRV  10 1 587 mail',
    '_submissions._tcp  SRV  0 1 465 mail',
    'mail               A    192.0.2.25',
  ],
  says: {
    found: {
      message: 'the port of "{owner}" is {port}: {service} is at {usual}',
      fix: 'write {usual}, unless the service really listens elsewhere',
    },
  },
  check: { over: 'sets', types: [Type.SRV], run: reportPort },
}

function reportPort(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const service = serviceAt(zone, node)
  const usual = service === undefined ? undefined : mailServices.get(service)
  if (usual === undefined) return
  eachRecord(zone, set, (data, _length, line) => {
    const port = get16(zone.heap, data + 4)
    // RFC 6186 §3.4: a lone dot says that the service is not there, whatever the port.
    if (port === usual || zone.heap[data + 6] === 0) return
    reporter.report(line, 2, () => ({
      params: { owner: reporter.name(node), port, service, usual },
      instead: String(usual),
    }))
  })
}
