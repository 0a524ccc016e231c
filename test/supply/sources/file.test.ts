// One file to all that is made of it: the way of servers, of janus check and of zonecheck.

import t from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { Type } from '../../../src/dns/types.ts'
import { atOnce } from '../../../src/supply/slices.ts'
import { type FileOrder, type LayeredOrder, readingFile } from '../../../src/supply/sources/file.ts'
import type { Problem } from '../../../src/text/findings/problem.ts'
import { say } from '../../../src/text/zonefile/says.ts'
import { type Source, textSource, unfitProblem } from '../../../src/text/zonefile/source.ts'
import { APEX, type Zone } from '../../../src/zone/zone.ts'

const top = '$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.53\n'
const texts: Readonly<Record<string, string>> = {
  plain: `${top}@ TXT all\n`,
  byView: `${top}@ TXT all\n$VIEW internal\n@ TXT inside\n$VIEW lab\n@ TXT lab\n`,
  over: '$ORIGIN example.com.\n$TTL 1h\n@ TXT over\n',
}

const inside = { key: 'k\0internal', view: 'internal', over: [] }

const cases: readonly {
  readonly name: string
  readonly path: string
  readonly layered?: LayeredOrder
  /** The TXT at the apex by key, or the rule that says why there is none. */
  readonly want: Readonly<Record<string, string>>
}[] = [
  { name: 'a plain file is one zone', path: 'plain', want: { k: 'all' } },
  {
    name: 'faces of a plain file are not made',
    path: 'plain',
    layered: { faces: [inside], always: false },
    want: { k: 'all' },
  },
  {
    name: 'of a file with lines for views each view that is wanted has its own',
    path: 'byView',
    layered: { faces: [inside], always: false },
    want: { k: 'needs-view', 'k\0internal': 'inside' },
  },
  {
    name: 'or each view that the file names',
    path: 'byView',
    layered: { faces: [], named: true, always: false },
    want: { k: 'needs-view', 'k\0internal': 'inside', 'k\0lab': 'lab' },
  },
  {
    name: 'a view that no line is for has the common lines',
    path: 'byView',
    layered: { faces: [{ key: 'other', view: 'external', over: [] }], always: false },
    want: { k: 'needs-view', other: 'all' },
  },
  {
    name: 'a file under others is no zone of its own',
    path: 'byView',
    layered: { faces: [{ ...inside, over: ['over'] }], always: true },
    want: { 'k\0internal': 'over' },
  },
  {
    name: 'a file that is not there has no faces',
    path: 'gone',
    layered: { faces: [inside], always: false },
    want: { k: 'unreadable-file' },
  },
  {
    name: 'nor has one whose upper file is not there',
    path: 'byView',
    layered: { faces: [{ ...inside, over: ['gone'] }], always: true },
    want: { 'k\0internal': 'unreadable-file' },
  },
]

for (const { name, path, layered, want } of cases)
  t.test(name, async (t) => {
    const order: FileOrder = { key: 'k', path, origin: nameFromText('example.com.'), layered }
    const made = atOnce(readingFile(order, { rules: [], read }))
    t.same(
      Object.fromEntries(
        made.map(([key, { subject, problems }]) => [key, problems[0]?.rule ?? (subject && textOf(subject.zone))]),
      ),
      want,
    )
  })

function textOf(zone: Zone): string {
  const data = zone.dataOf(zone.rrset(APEX, Type.TXT))
  return Buffer.from(zone.heap.subarray(data + 1, data + zone.lengthOf(data))).toString()
}

function read(path: string): Source | Problem {
  const text = texts[path]
  return text === undefined
    ? unfitProblem(path, { rule: 'unreadable-file', why: say('file-missing') })
    : textSource(path, text)
}
