// DMARC policies as text (RFC 9989 §4.7): what is wrong with one, what in it is historic, and where its reports go.

import { readTags } from './tags.ts'

export function isDmarc(text: string): boolean {
  return /^v\s*=\s*DMARC1\s*(;|$)/.test(text)
}

/** What is wrong with a text at a `_dmarc` name. */
export function dmarcFlaws(text: string): string[] {
  if (!isDmarc(text)) return ['it does not begin with v=DMARC1']
  const { values, flaws } = readTags(text)
  const found = [...flaws]
  // RFC 9989 §4.10.1: without a policy it is p=none where somebody wants reports, and nothing else.
  if (!values.has('p') && !uris.test(values.get('rua') ?? ''))
    found.push('it has neither a policy, such as p=none or p=reject, nor an address for reports')
  for (const [tag, value] of values) {
    const wanted = tags.get(tag)
    if (wanted === undefined) found.push(`"${tag}" is no tag of DMARC`)
    else if (!wanted.form.test(value)) found.push(`"${tag}=${value}" is not possible: write ${wanted.need}`)
  }
  return found
}

/** Tags of RFC 7489 that RFC 9989 made historic, as they stand in the text: receivers pass over them. */
export function historicTags(text: string): { readonly tag: string; readonly value: string }[] {
  return [...readTags(text).values].flatMap(([tag, value]) => (historic.has(tag) ? [{ tag, value }] : []))
}

const historic: ReadonlySet<string> = new Set(['pct', 'rf', 'ri'])

/** The domains that reports are mailed to. */
export function reportDomains(text: string): string[] {
  const { values } = readTags(text)
  return ['rua', 'ruf'].flatMap((tag) =>
    (values.get(tag) ?? '').split(',').flatMap((uri) => /^\s*mailto:[^@]+@([^!\s]+)/i.exec(uri)?.[1] ?? []),
  )
}

type Form = { readonly form: RegExp; readonly need: string }

const uris = /^\s*[a-z][a-z0-9+.-]*:[^,\s]+(\s*,\s*[a-z][a-z0-9+.-]*:[^,\s]+)*\s*$/i
const policy: Form = { form: /^(none|quarantine|reject)$/i, need: 'none, quarantine or reject' }
const alignment: Form = { form: /^[rs]$/i, need: 'r or s' }
const reports: Form = { form: uris, need: 'addresses as in mailto:postmaster@example.com' }
const tags: ReadonlyMap<string, Form> = new Map([
  ['v', { form: /^DMARC1$/, need: 'DMARC1' }],
  ['p', policy],
  ['sp', policy],
  ['np', policy],
  ['pct', { form: /^(100|\d{1,2})$/, need: 'a number from 0 to 100' }],
  ['adkim', alignment],
  ['aspf', alignment],
  ['fo', { form: /^[01ds](:[01ds])*$/i, need: '0, 1, d and s, with colons between' }],
  // RFC 7489 §6.3, as long as it was in force: a list of formats, of which only one is registered (§11.5); receivers pass over the others.
  ['rf', { form: /^([a-z0-9-]+\s*:\s*)*afrf(\s*:\s*[a-z0-9-]+)*$/i, need: 'the format afrf' }],
  ['ri', { form: /^\d{1,10}$/, need: 'a number of seconds' }],
  ['rua', reports],
  ['ruf', reports],
  ['t', { form: /^[yn]$/i, need: 'y or n' }],
  ['psd', { form: /^[ynu]$/i, need: 'y, n or u' }],
])
