// What the audit trail says of a verb that has changed something.

import type { AuditDetail, AuditEntry } from '../observe/audit.ts'
import type { Actor } from './actor.ts'
import type { Given, Verb } from './verb.ts'
import { canonicalZone } from './zone-meant.ts'

/** `options`: what the verb has been given, and found good. */
export function auditEntry({ who, way }: Actor, { name }: Verb, options: unknown, given: Given): AuditEntry {
  const { zone, ...detail } = options as AuditDetail
  return {
    at: Date.now(),
    actor: { who, way },
    what: name,
    views: typeof detail.view === 'string' ? [detail.view] : [],
    zone: typeof zone === 'string' ? canonicalZone(zone) : undefined,
    detail: given.kind === 'one' ? { ...detail, ...given.outcome } : detail,
  }
}
