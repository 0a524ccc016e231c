// Reads DMARC policies as text (RFC 9989 §4.7), and says what is wrong with one, which tags are historic, and where its reports go.

import type { Said } from '../../dns/said.ts'
import { say } from '../says.ts'
import { readTags } from './tags.ts'

export function isDmarc(text: string): boolean {
  return /^v\s*=\s*DMARC1\s*(;|$)/.test(text)
}

/** The flaws of a text at a `_dmarc` name. */
export function dmarcFlaws(text: string): Said[] {
  if (!isDmarc(text)) return [say('no-dmarc-version')]
  const { values, flaws } = readTags(text)
  const found = [...flaws]
  // RFC 9989 §4.10.1: a record without p counts as p=none where it asks for reports, else receivers ignore it.
  if (!values.has('p') && !uris.test(values.get('rua') ?? '')) found.push(say('dmarc-without-policy'))
  for (const [tag, value] of values) {
    const wanted = tags.get(tag)
    if (wanted === undefined) found.push(say('dmarc-unknown-tag', { tag }))
    else if (!wanted.form.test(value)) found.push(say('dmarc-value', { tag, value, need: wanted.need }))
  }
  return found
}

/** The tags in the text that RFC 7489 had and RFC 9989 made historic: receivers pass over them. */
export function historicTags(text: string): { readonly tag: string; readonly value: string }[] {
  return [...readTags(text).values].flatMap(([tag, value]) => (historic.has(tag) ? [{ tag, value }] : []))
}

const historic: ReadonlySet<string> = new Set(['pct', 'rf', 'ri'])

/** The domains that get reports. */
export function reportDomains(text: string): string[] {
  const { values } = readTags(text)
  return ['rua', 'ruf'].flatMap((tag) =>
    (values.get(tag) ?? '').split(',').flatMap((uri) => /^\s*mailto:[^@]+@([^!\s]+)/i.exec(uri)?.[1] ?? []),
  )
}

type Form = { readonly form: RegExp; readonly need: Said }

const uris = /^\s*[a-z][a-z0-9+.-]*:[^,\s]+(\s*,\s*[a-z][a-z0-9+.-]*:[^,\s]+)*\s*$/i
const policy: Form = { form: /^(none|quarantine|reject)$/i, need: say('dmarc-policies') }
const alignment: Form = { form: /^[rs]$/i, need: say('dmarc-alignment') }
const reports: Form = { form: uris, need: say('dmarc-addresses') }
const tags: ReadonlyMap<string, Form> = new Map([
  ['v', { form: /^DMARC1$/, need: say('dmarc-version') }],
  ['p', policy],
  ['sp', policy],
  ['np', policy],
  ['pct', { form: /^(100|\d{1,2})$/, need: say('dmarc-percent') }],
  ['adkim', alignment],
  ['aspf', alignment],
  ['fo', { form: /^[01ds](:[01ds])*$/i, need: say('dmarc-failures') }],
  // RFC 7489 §6.3, as long as it was in force: a list of formats, of which only one is registered (§11.5); receivers pass over the others.
  ['rf', { form: /^([a-z0-9-]+\s*:\s*)*afrf(\s*:\s*[a-z0-9-]+)*$/i, need: say('dmarc-format') }],
  ['ri', { form: /^\d{1,10}$/, need: say('dmarc-seconds') }],
  ['rua', reports],
  ['ruf', reports],
  ['t', { form: /^[yn]$/i, need: say('dmarc-yes-no') }],
  ['psd', { form: /^[ynu]$/i, need: say('dmarc-psd') }],
])
