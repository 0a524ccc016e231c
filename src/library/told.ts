// Problems in the form that other programs get: in words, with their places.

import { inEnglish } from '../supply/english.ts'
import type { Problem as Found, Place, Severity } from '../text/findings/problem.ts'

export type { Place, Severity }

export type Problem = {
  /** A stable word: the rule's name in docs, tests and ignore lists. */
  readonly rule: string
  readonly severity: Severity
  /** In English. */
  readonly message: string
  readonly place: Place
  /** How to mend it, where that is known. */
  readonly fix?: string
  /** `RFC 1034 §3.6.2` */
  readonly rfc?: string
}

export function told(found: readonly Found[]): Problem[] {
  return inEnglish(found).map(({ rule, severity, message, place, fix, rfc }) => ({
    rule,
    severity,
    message,
    place,
    ...(fix !== undefined && { fix }),
    ...(rfc !== undefined && { rfc }),
  }))
}
