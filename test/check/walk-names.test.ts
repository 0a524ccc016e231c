// Rules asked of some names find there what a walk over the whole zone finds there.

import t from 'tap'
import { checkView } from '../../src/check/check-view.ts'
import { readZone } from '../../src/check/read-zone.ts'
import { rules } from '../../src/check/rules/index.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { walkNames } from '../../src/check/walk.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { messageOf } from '../support/english.ts'
import { exampleText, exampleZones } from './harness.ts'

t.test('an example that breaks a rule of loading breaks it name by name, and a good one does not', async (t) => {
  // Of the text itself there is nothing left in an edition, nor of how a view was before, nor of which zones are signed.
  const signed = 'sign-undelegated sign-input sign-view-unsigned sign-keys-differ sign-ds-view sign-ds-unsigned'.split(
    ' ',
  )
  const elsewhere = new Set(['outside-zone', 'ttl-top-bit', 'ns-target-gone', 'mx-target-gone', ...signed])
  const active = rulesFor('load')
  const asked = new Set(active.map(({ rule }) => rule.name))
  let seen = 0
  for (const rule of rules.filter(
    ({ name, check }) => asked.has(name) && check.over !== 'text' && !elsewhere.has(name),
  ))
    for (const kind of ['bad', 'good'] as const) {
      const zones = Object.entries(exampleZones(rule, exampleText(rule, kind))).map(([origin, text]) => {
        const source = textSource(`${origin}zone`, text)
        if ('rule' in source) throw new Error(messageOf(source))
        return { apex: nameFromText(origin), read: readZone(source, { origin: nameFromText(origin), rules: active }) }
      })
      const { read } = zones[0]!
      const { zone } = read.subject
      const members = zones.map(({ apex, read }) => ({ apex, zone: read.subject.zone }))
      const view = { zones: new ZoneSet(members), subjects: zones.map(({ read }) => read.subject) }
      const nodes = Array.from({ length: zone.nodes }, (_, node) => node)
      const found = new Set(walkNames(active, read.subject, view, nodes).map(({ rule }) => rule))
      const wanted = new Set([...read.problems, ...checkView(active, zones)[0]!].map(({ rule }) => rule))
      t.same([...found].sort(), [...wanted].filter((name) => !elsewhere.has(name)).sort(), `${rule.name}, ${kind}`)
      if (kind === 'bad') t.ok(found.has(rule.name))
      seen++
    }
  t.ok(seen > 30, `${seen} examples`)
})
