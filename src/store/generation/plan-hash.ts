// A plan in one word: whoever has read a plan names it by this word, and Janus does exactly that plan or nothing.

import { createHash } from 'node:crypto'
import { type OptionValues, optionsText } from '../../text/config/holds.ts'
import { sameListing } from '../../zone/same-listing.ts'
import type { FaceChange } from './changes.ts'
import type { ReloadReport } from './report.ts'

/**
 * A change that is too long to list goes in as the whole resulting zone; entries of a list, which no rrset lists, go in all together.
 * `options`: who sees which view, and who may do what; they go in whichever zones change.
 */
export function planHash(report: ReloadReport, changes: readonly FaceChange[], options: OptionValues): string {
  const { outcome, changes: listed, refused, warnings, canaries, findings, restart } = report
  const hash = createHash('sha256')
  hash.update(JSON.stringify([outcome, listed, refused, warnings, canaries, findings, restart]))
  hash.update(optionsText(options))
  for (const [i, { total = 0, rrsets = [] }] of listed.entries()) {
    const { before, after } = changes[i] ?? {}
    if (after === undefined) continue
    if (total > rrsets.length) hash.update(new Uint8Array(after.image))
    else if (before === undefined || !sameListing(before, after)) hash.update(after.columns.listing)
  }
  return asWord(hash.digest('base64url'))
}

/** A digest in 64 begins with `-`, which a command would take for an option. */
export function asWord(digest: string): string {
  return digest.replace(/^-/, '_')
}
