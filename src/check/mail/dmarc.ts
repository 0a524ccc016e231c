// DMARC policies as text (RFC 7489 §6.3): what is wrong with one, and where its reports go.

import { readTags } from './tags.ts'

export function isDmarc(text: string): boolean {
  return /^v\s*=\s*DMARC1\s*(;|$)/.test(text)
}

/** What is wrong with a text at a `_dmarc` name. */
export function dmarcFlaws(text: string): string[] {
  if (!isDmarc(text)) return ['it does not begin with v=DMARC1']
  const { values, flaws } = readTags(text)
  const found = [...flaws]
  if (!values.has('p')) found.push('the policy is missing: p=none, p=quarantine or p=reject')
  for (const [tag, value] of values) {
    const wanted = tags.get(tag)
    if (wanted === undefined) found.push(`"${tag}" is no tag of DMARC`)
    else if (!wanted.test(value)) found.push(`"${tag}=${value}" is not possible`)
  }
  return found
}

/** The domains that reports are mailed to. */
export function reportDomains(text: string): string[] {
  const { values } = readTags(text)
  return ['rua', 'ruf'].flatMap((tag) =>
    (values.get(tag) ?? '').split(',').flatMap((uri) => /^\s*mailto:[^@]+@([^!\s]+)/i.exec(uri)?.[1] ?? []),
  )
}

const policy = /^(none|quarantine|reject)$/i
const uris = /^\s*[a-z][a-z0-9+.-]*:[^,\s]+(\s*,\s*[a-z][a-z0-9+.-]*:[^,\s]+)*\s*$/i
const tags: ReadonlyMap<string, RegExp> = new Map([
  ['v', /^DMARC1$/],
  ['p', policy],
  ['sp', policy],
  ['np', policy],
  ['pct', /^(100|\d{1,2})$/],
  ['adkim', /^[rs]$/i],
  ['aspf', /^[rs]$/i],
  ['fo', /^[01ds](:[01ds])*$/i],
  // RFC 7489 §6.3: a list of formats, of which only one is registered (§11.5); receivers pass over the others.
  ['rf', /^([a-z0-9-]+\s*:\s*)*afrf(\s*:\s*[a-z0-9-]+)*$/i],
  ['ri', /^\d{1,10}$/],
  ['rua', uris],
  ['ruf', uris],
  ['t', /^[yn]$/i],
  ['psd', /^[ynu]$/i],
])
