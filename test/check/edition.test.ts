// What rules find of an edition is what they would find of the whole zone if it were read again.

import t from 'tap'
import { walkEdition } from '../../src/check/edition.ts'
import { type JudgedZone, judgeZone } from '../../src/check/read-zone.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import type { Subject } from '../../src/check/subject.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { settlingView } from '../../src/supply/settle-view.ts'
import { atOnce } from '../../src/supply/slices.ts'
import { ZoneText } from '../../src/text/zonefile/zone-text.ts'
import { changedNodes } from '../../src/zone/changed-nodes.ts'
import { diff } from '../../src/zone/diff.ts'
import { childrenOf, Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import { Zone } from '../../src/zone/zone.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import fc from '../support/properties.ts'
import { zoneOf } from '../support/zones.ts'

const rules = rulesFor('load')
const errors = rules.filter(({ severity }) => severity === 'error')
const notes = { outside: [], duplicates: [], ttls: [], longTtls: [] }

function textOf(lines: readonly string[], serial: number): string {
  const head = `$TTL 60\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n`
  return `${head}${[...new Set(lines)].join('\n')}\n`
}

function subjectOf(zone: Zone): Subject {
  return { zone, notes, text: new ZoneText(), complete: true, now: 0 }
}

function read(zone: Zone): JudgedZone {
  return judgeZone(zone, notes, { problems: [], text: new ZoneText() }, rules, 0)
}

/** Of `zone`, which is `a.example.`, beside another of its view. */
function inReload(zone: Zone, before: Zone | undefined, other: Zone, otherBefore: Zone | undefined): string[] {
  const own = read(zone)
  const members = [
    { apex: zone.apex, read: own, fallback: before },
    { apex: other.apex, read: read(other), fallback: otherBefore },
  ]
  const [found] = atOnce(settlingView(rules, members, { name: 'world', public: true })).found
  const all = [...own.problems, ...found!]
  return all.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)
}

function inEdition(zone: Zone, before: Zone, other: Zone): string[] {
  const folded = fold(before, USUAL_ROOM)
  const editor = new Editor(folded, childrenOf(folded))
  const edition = editor.edit(diff(before, zone)!)
  if (!(edition instanceof Zone)) throw new Error(`a changeset does not fit: ${edition.kind}`)
  const zones = new ZoneSet([
    { apex: edition.apex, zone: edition },
    { apex: other.apex, zone: other },
  ])
  const view = { name: 'world', public: true, zones, subjects: [] }
  const found = walkEdition(errors, {
    ...{ subject: subjectOf(edition), view, member: 0, served: folded, changed: editor.changed },
  })
  inEnglish(found)
  return found.map(({ rule }) => rule)
}

/** The edition in another image, as a face that is made anew: by itself, and by what the change does to others. */
function inMadeFace(zone: Zone, before: Zone, other: Zone): string[] {
  const zones = new ZoneSet([
    { apex: zone.apex, zone },
    { apex: other.apex, zone: other },
  ])
  const view = { name: 'world', public: true, zones, subjects: [] }
  const changed = changedNodes(zone, diff(before, zone)!)
  const beside = walkEdition(errors, { subject: subjectOf(zone), view, member: 0, served: before, changed })
  return [...read(zone).problems, ...beside].filter(({ severity }) => severity === 'error').map(({ rule }) => rule)
}

/** A made face has no record that leads to a name that it lacks, but it may have an alias that others lead to. */
const isOfAlias = (rule: string) => rule.endsWith('-to-cname')

const label = fc.constantFrom('h', 'x', 'h.x', 'y.h.x', '*', '*.x', 'mail', '@', 'd')
const target = fc.constantFrom(
  ...['h', 'x', 'h.x', 'y.h.x', 'q.x', 'mail', 'q', 'd', 'z.d'],
  ...['h.b.example.', 'x.b.example.', 'h.example.org.'],
)
const line = fc.oneof(
  { weight: 4, arbitrary: label.map((owner) => `${owner} A 192.0.2.9`) },
  { weight: 3, arbitrary: fc.tuple(label, target).map(([owner, host]) => `${owner} MX 10 ${host}`) },
  { weight: 2, arbitrary: fc.tuple(label, target).map(([owner, host]) => `${owner} NS ${host}`) },
  { weight: 2, arbitrary: fc.tuple(label, target).map(([owner, host]) => `${owner} CNAME ${host}`) },
  { weight: 1, arbitrary: fc.tuple(label, target).map(([owner, host]) => `${owner} DNAME ${host}`) },
  { weight: 1, arbitrary: label.map((owner) => `${owner} MX 0 .`) },
)
const lines = fc.array(line, { maxLength: 6 })
const foreign = fc.array(
  fc.oneof(
    fc.constantFrom('h', 'x').map((owner) => `${owner} A 192.0.2.8`),
    fc
      .tuple(fc.constantFrom('m', '@'), fc.constantFrom('h', 'x', 'h.x', 'mail', 'q.d'), fc.constantFrom('MX 10', 'NS'))
      .map(([owner, host, type]) => `${owner} ${type} ${host}.a.example.`),
  ),
  { maxLength: 3 },
)

t.test('an edition is refused where a reload would refuse the zone, and nowhere else', (t) => {
  let [good, bad] = [0, 0]
  fc.assert(
    fc.property(lines, lines, lines, foreign, (both, first, second, beside) => {
      const before = zoneOf('a.example.', textOf([...both, ...first], 1))
      const other = zoneOf('b.example.', textOf(beside, 1))
      if (inReload(before, undefined, other, undefined).length > 0) return
      const after = zoneOf('a.example.', textOf([...both, ...second], 2))
      const wanted = inReload(after, before, other, other)
      const found = inEdition(after, before, other)
      if (wanted.length > 0) bad++
      else good++
      if (wanted.length > 0 !== found.length > 0) throw new Error(`reload: ${wanted}; edition: ${found}`)
      const made = inMadeFace(after, before, other)
      if (made.length > 0 && wanted.length === 0) throw new Error(`reload: nothing; made face: ${made}`)
      if (made.length === 0 && wanted.some(isOfAlias)) throw new Error(`reload: ${wanted}; made face: nothing`)
    }),
    {
      numRuns: 3000,
      examples: [
        // The name that a delegation leads to goes, and a wildcard makes an alias of it.
        [['* CNAME h', 'h NS x'], ['y.h.x A 192.0.2.9'], [], []],
        // A cut goes that hid a name from a wildcard, which makes an alias of what the other zone's MX leads to.
        [['* CNAME h'], ['mail A 192.0.2.9', 'd NS mail'], [], ['m MX 10 q.d.a.example.']],
        // A cut goes that hid an alias.
        [['mail A 192.0.2.9', 'h.x CNAME mail'], ['x NS h.example.org.'], [], ['m MX 10 h.x.a.example.']],
        [
          ['mail A 192.0.2.9', 'h.x CNAME mail'],
          ['x NS h.example.org.'],
          ['x A 192.0.2.9'],
          ['m MX 10 h.x.a.example.'],
        ],
        // Names that are there come to lie below a DNAME.
        [['y.h.x A 192.0.2.9'], [], ['x DNAME h.example.org.'], []],
        [['h A 192.0.2.9'], [], ['h CNAME mail'], ['m MX 10 h.a.example.']],
      ],
    },
  )
  t.ok(good > 100 && bad > 100, `${good} good and ${bad} bad editions were met`)
  t.end()
})
