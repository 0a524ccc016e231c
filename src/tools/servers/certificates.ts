// Warns of certificates for DNS over TLS that have no name server's name: clients that check them expect a server's name in NS. HTTPS has a
// name of its own, and behind proxies nobody sees the certificate.

import type { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { certificatesOf } from '../../keys/certificate-pair.ts'
import type { ReadZone } from '../../supply/read-zone.ts'
import type { ListenSetting, Settings } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { saying } from '../../text/findings/told.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, NONE } from '../../zone/zone.ts'
import { say } from './says.ts'

export function certificateProblems({ listen }: Settings, faces: ReadonlyMap<FaceSetting, ReadZone>): Problem[] {
  return listen.flatMap((entry): Problem[] => {
    const { by, pair, proxies, place, view } = entry
    if (by?.[0] !== 'tls' || pair === undefined || pair === 'self-signed' || proxies !== undefined) return []
    const [shown] = readAll(pair.certificate.path)
    const servers = serversShown(faces, view)
    if (shown === undefined || place === undefined || servers.size === 0) return []
    if ([...servers].some((name) => shown.checkHost(name) !== undefined)) return []
    const message = say('certificate-not-of-ns', { file: pair.certificate.written, names: namesOf(shown) })
    return [{ rule: 'certificate-not-of-ns', severity: 'warning', ...saying(message, say('renew-with-name')), place }]
  })
}

/** Empty where the file cannot be read: the reader of the configuration reports that. */
function readAll(path: string): readonly X509Certificate[] {
  try {
    return certificatesOf(readFileSync(path, 'latin1'))
  } catch {
    return []
  }
}

/** Names in the NS records of all zones that the address shows, without the last dot. */
function serversShown(faces: ReadonlyMap<FaceSetting, ReadZone>, view: ListenSetting['view']): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [face, { subject }] of faces) {
    if (view >= 0 && face.view !== view) continue
    const zone = subject?.zone
    const set = zone?.rrset(APEX, Type.NS) ?? NONE
    if (zone === undefined || set === NONE) continue
    eachRecord(zone, set, (data) => names.add(nameText(zone.heap, data).replace(/\.$/, '').toLowerCase()))
  }
  return names
}

function namesOf({ subjectAltName, subject }: X509Certificate): string {
  return (subjectAltName ?? subject ?? '').replaceAll('DNS:', '').replaceAll('\n', ', ')
}
