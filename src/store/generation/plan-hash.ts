// A plan in one word: whoever has looked at it names it, and what is done is what he has seen or nothing.

import { createHash } from 'node:crypto'
import { type OptionValues, optionsText } from '../../text/config/holds.ts'
import type { FaceChange } from './changes.ts'
import type { ReloadReport } from './report.ts'

/**
 * Of a change that is too long to be listed whole, the zone that comes of it stands in for it. `options`: who is shown which view, and who
 * may do what, is taken up with it, whatever zones change.
 */
export function planHash(report: ReloadReport, changes: readonly FaceChange[], options: OptionValues): string {
  const { outcome, changes: listed, refused, warnings, canaries, findings, restart } = report
  const hash = createHash('sha256')
  hash.update(JSON.stringify([outcome, listed, refused, warnings, canaries, findings, restart]))
  hash.update(optionsText(options))
  for (const [i, { total = 0, rrsets = [] }] of listed.entries()) {
    const after = changes[i]?.after
    if (total > rrsets.length && after !== undefined) hash.update(new Uint8Array(after.image))
  }
  return asWord(hash.digest('base64url'))
}

/** One in 64 begins with `-`: a command would take it for an option. */
export function asWord(digest: string): string {
  return digest.replace(/^-/, '_')
}
