// What the catalogue says about --fix is what --fix does.

import t from 'tap'
import { rules } from '../../src/check/rules/index.ts'
import { textRules } from '../../src/check/text-rules.ts'
import { exampleText, exampleZones, heading, problemsOf, problemsOfView } from './harness.ts'

/** What no bad zone shows. */
const others = [
  '@ MX 10 ns.example.com',
  '_a._tcp SRV 0 0 1 ns.example.com',
  'b SVCB 1 ns.example.com',
  '@ NS ns.example.com',
  'd NS ns.example.com',
  'e NS ns.example.com',
  'e NS ns.example.net.',
  'c CNAME shops.example-shop.com',
  '$ORIGIN sub.example.com',
]

t.test('the catalogue says of each rule whether --fix mends what it finds', async (t) => {
  const problems = [
    ...rules.flatMap((rule) => problemsOfView(exampleZones(rule, exampleText(rule, 'bad')), rule.view)),
    ...problemsOf(`${[...heading, ...others].join('\n')}\n`),
    // Where a line is unreadable, no rule says that something is missing.
    ...problemsOf(`${[...heading, 'c A 192.0.2.1 # x', '# x'].join('\n')}\n`),
  ]
  const mended = new Set(problems.filter(({ edit }) => edit).map(({ rule }) => rule))
  const said = [...rules, ...textRules].filter(({ mends }) => mends).map(({ name }) => name)
  t.strictSame(said.sort(), [...mended].sort())
})
