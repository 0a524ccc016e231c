// Finds records of a public view that tell everybody names which only the inside has.

import { isWithin } from '../../dns/name.ts'
import { nameFromText, nameText } from '../../dns/name-text.ts'
import { NameFinder, Where } from '../../zone/name-finder.ts'
import { eachRecord } from '../../zone/records.ts'
import { eachSet } from '../../zone/sets.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { viewTitle } from '../faces.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { Shape, shapesOf } from '../shapes.ts'
import type { Face } from '../subject.ts'
import { isServed } from '../targets.ts'
import { nameTypes, tellAll, tellsText } from '../told.ts'

export const leakName: Rule = {
  name: 'leak-name',
  group: 'views',
  severity: 'warning',
  leak: true,
  why: 'Outside the name leads to nothing, and tells everybody what there is inside.',
  bad: ['www  CNAME  intranet'],
  good: ['www  CNAME  web', 'web  A      192.0.2.80'],
  face: ['www  CNAME  intranet', 'intranet  A  10.0.0.80', 'web  A  192.0.2.80'],
  view: { name: 'external', public: true },
  says: {
    found: {
      message: 'the record at "{owner}" names "{target}", which only {view} has',
      fix: 'name a host that everybody may know, or leave the record out here',
    },
  },
  check: { over: 'faces', run: compare },
}

function compare(reporter: Reporter, other: Face): void {
  if (reporter.view?.public !== true || other.view.public === true) return
  const { zone } = reporter
  const inside = new NameFinder(other.zones)
  // Most targets are hosts of this zone, and so no leak: the shape lets us skip them.
  const shapes = zone.isFirst && reporter.isAlone ? shapesOf(zone, Shape.target) : undefined
  const isAtHome = (set: RRset) =>
    shapes !== undefined && (shapes[set]! & Shape.target) === 0 && !tellsText(zone.type(set))
  eachSet(zone, (node, set) => {
    if (telling.has(zone.type(set)) && !isAtHome(set) && isServed(zone, node, set))
      compareSet(reporter, other, inside, node, set)
  })
}

const telling: ReadonlySet<number> = new Set(nameTypes)

function compareSet(reporter: Reporter, other: Face, inside: NameFinder, node: Node, set: RRset): void {
  const { zone, names } = reporter
  eachRecord(zone, set, (data, length, line) =>
    tellAll(zone.type(set), zone.heap, data, data + length, {
      name: (bytes, at, word) => {
        if (bytes[at] === 0) return
        const here = names.find(bytes, at)
        // Another server may have the public face of a zone that this one has for the inside alone.
        if (here !== Where.missing && !(here === Where.elsewhere && isNoneOutside(bytes, at))) return
        const there = inside.find(bytes, at)
        if (there === Where.missing || there === Where.elsewhere || there === Where.unknown) return
        reporter.report(line, word, () => ({
          params: { owner: reporter.name(node), target: nameText(bytes, at), view: viewTitle(other.view) },
        }))
      },
    }),
  )
}

/** Whether no resolver outside can find the name, whatever servers there are. */
function isNoneOutside(bytes: Uint8Array, at: number): boolean {
  return ENDS_INSIDE.some((end) => isWithin(bytes, at, end, 0))
}

/** The domains of RFC 6762 §3 and app. G, RFC 8375 §3, and the one that ICANN keeps for private use. The root delegates none of them. */
const ENDS_INSIDE = ['local.', 'internal.', 'intranet.', 'private.', 'corp.', 'home.', 'lan.', 'home.arpa.'].map(
  (name) => nameFromText(name),
)
