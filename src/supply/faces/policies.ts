// Mends SPF policies in a face that was made from another: it drops a term that tells what the face should not, or leads nowhere any more,
// and leaves the rest.

import { isSpf, type SpfTerm, spfTerms } from '../../check/mail/spf.ts'
import { MAX_STRING } from '../../dns/rdata/strings.ts'
import { Type } from '../../dns/types.ts'

/** Types whose records may be policies. */
export const POLICY_TYPES: ReadonlySet<number> = new Set([Type.TXT, Type.SPF])

/** The rdata without the terms that `goes` names; undefined where the record is no policy, or has none of them. */
export function withoutTerms(
  type: number,
  rdata: Uint8Array,
  goes: (term: SpfTerm) => boolean,
): Uint8Array | undefined {
  if (!POLICY_TYPES.has(type)) return undefined
  const text = textOf(rdata)
  if (!isSpf(text)) return undefined
  const terms = spfTerms(text)
  const left = terms.filter((term) => !goes(term))
  if (left.length === terms.length) return undefined
  return stringsOf(Buffer.from(['v=spf1', ...left.map((term) => term.text)].join(' '), 'latin1'))
}

function textOf(rdata: Uint8Array): string {
  let text = ''
  for (let p = 0; p < rdata.length; p += rdata[p]! + 1)
    text += String.fromCharCode(...rdata.subarray(p + 1, p + 1 + rdata[p]!))
  return text
}

/** Splits the text into strings of a TXT record, which readers join with nothing between (RFC 7208 §3.3). */
function stringsOf(text: Uint8Array): Uint8Array {
  const strings: number[] = []
  for (let p = 0; p < text.length; p += MAX_STRING) {
    const part = text.subarray(p, p + MAX_STRING)
    strings.push(part.length, ...part)
  }
  return Uint8Array.from(strings)
}
