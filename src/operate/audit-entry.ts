// Makes the entry of the audit trail for a verb that has changed something.

import type { AuditDetail, AuditEntry } from '../observe/audit.ts'
import type { Actor } from './actor.ts'
import type { Given, Verb } from './verb.ts'
import { canonicalZone } from './zone-meant.ts'

/** `options`: the request's options, which the verb has accepted. */
export function auditEntry({ who, way }: Actor, { name }: Verb, options: unknown, given: Given): AuditEntry {
  const { zone, ...asked } = options as AuditDetail
  const { views, ...detail }: AuditDetail = given.kind === 'one' ? { ...asked, ...given.outcome } : asked
  return {
    at: Date.now(),
    actor: { who, way },
    what: name,
    views: [views, detail.view].flat().filter((view) => typeof view === 'string'),
    zone: typeof zone === 'string' ? canonicalZone(zone) : undefined,
    detail,
  }
}
