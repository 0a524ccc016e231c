// What is published of a few faces is told without a walk over all: tens of thousands may be on their way, and each costs what it is.

import { join } from 'node:path'
import t from 'tap'
import { editionsOf } from '../../src/serve/editions.ts'
import { openChange, openGeneration, shareFaces, shareGeneration } from '../../src/serve/published.ts'
import { Generations } from '../../src/store/generation/generations.ts'
import { withZones } from '../../src/store/generation/with-zones.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { rowIn } from '../../src/zone/in-rows.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { defaultOptions, TestServer } from '../support/ask.ts'
import { faceOf } from '../support/edits.ts'
import { folderOf } from '../support/janus.ts'
import { zoneOf } from '../support/zones.ts'

const MANY = 3000
const text = (serial: number) => `$TTL 60\n@ SOA ns host ${serial} 2 3 4 5\n@ NS ns.example.net.\n`

t.test('a zone that comes, and one that changes, is published without a walk over all', async (t) => {
  const lines = Array.from({ length: MANY }, (_, i) => `  d${i}.example: {inside: {primary: hidden}}\n`)
  const folder = folderOf(t, {
    'janus.yaml': `views: {inside: [any]}\nprimaries: {hidden: {address: ["192.0.2.1"]}}\nzones:\n${lines.join('')}`,
  })
  const { settings } = loadConfig(join(folder, 'janus.yaml'))
  const none = { ...settings!, zones: [] }
  const nothing = {
    settings: none,
    states: [],
    loaded: { views: [{ name: 'inside', zones: new ZoneSet([]) }], faces: [] },
  }
  const generations = new Generations(withZones(nothing, settings!, () => undefined))
  let published = { generation: generations.current.generation, publicViews: Uint8Array.of(0), options: defaultOptions }
  let there = openGeneration(shareGeneration(published))
  const server = new TestServer(there)
  const house = editionsOf(generations, (faces) => {
    const { generation } = generations.current
    const change = shareFaces(published, generation, faces)
    published = { ...published, generation }
    const opened = openChange(there, change)
    there = opened.generation
    server.responder.change(there, opened.faces, opened.moved)
  })
  for (const [at, serial] of [
    [5, 1],
    [2000, 1],
    [5, 2],
    [2999, 1],
    [2000, 7],
  ] as const) {
    const name = `d${at}.example.`
    const face = faceOf('inside', name)
    await house.publish([{ name: face, edition: zoneOf(name, text(serial)), isBase: true }])
    t.equal(house.faceAt(face)?.served.serial, serial)
    t.equal(server.ask(`${name} SOA`).answer.length, 1)
    const { candidate, generation } = generations.current
    const rows = [rowIn(candidate.loaded, 'faces'), rowIn(candidate, 'states')]
    const sets = [candidate.loaded.views, generation.views, there.views].map(([view]) => view!.zones)
    for (const [i, one] of [...rows, ...sets].entries()) t.notOk(one.isWhole, `${name} ${serial}: ${i}`)
  }
  const { candidate } = generations.current
  const current = candidate.states.flatMap((state, i) => (state === 'current' ? [candidate.loaded.faces[i]!.name] : []))
  t.same(current, ['d5.example.', 'd2000.example.', 'd2999.example.'], 'who walks finds them all')
  t.equal(candidate.states.length, MANY)
})
