// Shapes only say where a rule need not look: a rule that looks at every rrset finds the same.

import t from 'tap'
import type { Check } from '../../src/check/rule.ts'
import { rules } from '../../src/check/rules/index.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import type { ActiveRule } from '../../src/check/walk.ts'
import fc from '../support/properties.ts'
import { exampleText, exampleZones, heading, problemsOfView } from './harness.ts'

const everywhere: readonly ActiveRule[] = rulesFor('zonecheck').map((one) => ({
  ...one,
  rule: { ...one.rule, check: withoutShapes(one.rule.check) },
}))

function withoutShapes(check: Check): Check {
  if (check.over !== 'sets') return check
  const { shapes: _, ...everywhere } = check
  return everywhere
}

const views = [{ name: 'internal' }, { name: 'external', public: true }]

t.test('in the examples of all rules', async (t) => {
  let findings = 0
  for (const rule of rules)
    for (const kind of ['bad', 'good'] as const)
      for (const view of views) {
        const zones = exampleZones(rule, exampleText(rule, kind))
        const found = problemsOfView(zones, view)
        t.strictSame(found, problemsOfView(zones, { ...view, rules: everywhere }), rule.name)
        findings += found.length
      }
  t.ok(findings > rules.length, 'there was something to find')
})

const label = fc.constantFrom('a', 'b', 'MAIL', '*', 'x*y', '_tcp', '-a', 'a_b', 'xn--abc', '\\228', 'mail1', 'maill')
const name = fc.oneof(
  fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.')),
  fc.constantFrom('@', '.', 'ns', 'ns.example.net.', '192.0.2.1', 'a.example.com'),
)
const address4 = fc.constantFrom('192.0.2.1', '10.0.0.1', '127.0.0.2', '0.0.0.0', '172.32.0.1', '172.16.0.1', '8.8.8.8')
const address6 = fc.constantFrom('2001:db8::1', '2600::1', '::1', '::', 'fe80::1', 'fec0::1', 'fd00::1', '3fff::1')
const data = fc.oneof(
  address4.map((address) => `A ${address}`),
  address6.map((address) => `AAAA ${address}`),
  fc.tuple(fc.constantFrom(0, 10, 20), name).map(([preference, target]) => `MX ${preference} ${target}`),
  name.map((target) => `NS ${target}`),
  name.map((target) => `CNAME ${target}`),
  name.map((target) => `DNAME ${target}`),
  name.map((target) => `SRV 0 0 993 ${target}`),
  name.map((target) => `HTTPS 1 ${target}`),
  fc.constantFrom('TXT "v=spf1 -all"', 'TXT hello'),
)
const ttl = fc.constantFrom('', '0', '60', '1209600', '1209601')
const record = fc.tuple(name, ttl, data).map((parts) => parts.join(' '))

t.test('in any zone', async (t) => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), fc.boolean(), (records, withChild) => {
      const child = '$ORIGIN a.example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.9\n'
      const zones = { 'example.com.': `${[...heading, ...records].join('\n')}\n` }
      const all = withChild ? { ...zones, 'a.example.com.': child } : zones
      for (const view of views) {
        const found = problemsOfView(all, view)
        const wanted = problemsOfView(all, { ...view, rules: everywhere })
        if (JSON.stringify(found) !== JSON.stringify(wanted)) t.strictSame(found, wanted)
      }
      return t.passing()
    }),
    { numRuns: 300 },
  )
})
