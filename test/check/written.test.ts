// Zone files in the manner of other programs and of people: each has the findings that a careful colleague would give, and no
// other. GOLDEN=write writes findings.txt anew; then read the difference like code.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { checkView } from '../../src/check/check-view.ts'
import { readZone } from '../../src/check/read-zone.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { sortProblems } from '../../src/text/findings/summary.ts'
import { guessOrigin } from '../../src/text/zonefile/origin.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { inWords, messageOf } from '../support/english.ts'

const folder = new URL('written/', import.meta.url)
const rules = rulesFor('zonecheck')
const now = Date.UTC(2026, 0, 2, 12) / 1000

/** Of files that do not say it, where it is not univ.example. */
const origins: Readonly<Record<string, string>> = {
  'acme-challenge': '_acme-challenge.univ.example.',
  as112: '10.in-addr.arpa.',
  'catalog-zone': 'catalog.univ.example.',
  'classless-dash': '2.0.192.in-addr.arpa.',
  'classless-delegation': '2.0.192.in-addr.arpa.',
  'debian-127': '127.in-addr.arpa.',
  'debian-empty': '255.in-addr.arpa.',
  'debian-local': 'localhost.',
  dnsbl: 'bl.univ.example.',
  'dnsbl-domains': 'dbl.univ.example.',
  'freebsd-empty': '10.in-addr.arpa.',
  'ipv6-reverse': '8.b.d.0.1.0.0.2.ip6.arpa.',
  'rhel-named-empty': '0.in-addr.arpa.',
  'rhel-named-localhost': 'localhost.',
  'root-hints': '.',
  rpz: 'rpz.univ.example.',
  'rpz-triggers': 'rpz.univ.example.',
  'windows-ad': '_msdcs.univ.example.',
  'windows-reverse': '2.0.192.in-addr.arpa.',
}

/** `7:1 warning rule: message` for each warning and error. */
function findings(file: string): string {
  const name = file.replace(/\.zone$/, '')
  const source = textSource(file, readFileSync(new URL(file, folder)))
  if ('rule' in source) return `${name}\n  1:1 ${source.severity} ${source.rule}: ${messageOf(source)}\n`
  const origin = guessOrigin(source, '') ?? nameFromText(origins[name] ?? 'univ.example.')
  const read = readZone(source, { origin, rules, now })
  const problems = sortProblems([...read.problems, ...checkView(rules, [{ apex: origin, read }]).flat()])
  const told = inWords(problems)
    .filter(({ severity }) => severity !== 'info')
    .map(({ place, severity, rule, message, fix = '' }) => {
      const advice = fix.split('\n')[0]
      return `  ${place.line}:${place.column} ${severity} ${rule}: ${message}${advice && `\n      fix: ${advice}`}\n`
    })
  return `${name}, read as ${nameText(origin)}\n${told.join('')}`
}

const golden = new URL('findings.txt', folder)
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.zone'))
  .sort()
  .map(findings)

if (process.env.GOLDEN === 'write') writeFileSync(golden, all.join('\n'))

const expected = readFileSync(golden, 'utf8').split('\n\n')

t.test('each file has the findings that it should have, and no others', async (t) => {
  t.ok(all.length >= 60)
  t.equal(expected.length, all.length)
  for (const [i, found] of all.entries()) t.equal(found.trimEnd(), expected[i]?.trimEnd(), found.split(',')[0]!)
})
