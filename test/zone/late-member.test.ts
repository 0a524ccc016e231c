// Zones that a thread was told of and has not opened: whoever asks for one has it open from then on, and nobody else's is opened for that.

import t from 'tap'
import { get32 } from '../../src/dns/big-endian.ts'
import { openChange, openGeneration, shareFaces, shareGeneration, stepBetween } from '../../src/serve/published.ts'
import { compilePrefixes } from '../../src/views/prefix-table.ts'
import { readPrefix } from '../../src/views/read-prefix.ts'
import type { Generation } from '../../src/views/view.ts'
import { changedNodes } from '../../src/zone/changed-nodes.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import { isOpen, LateMember, LateZone, lateOf } from '../../src/zone/late-member.ts'
import { serialChange } from '../../src/zone/soa-serial.ts'
import { touchedNames } from '../../src/zone/touched.ts'
import { Zone } from '../../src/zone/zone.ts'
import { type Member, ZoneSet } from '../../src/zone/zone-set.ts'
import { defaultOptions, TestServer } from '../support/ask.ts'
import { wireOf } from '../support/name.ts'
import { zoneOf } from '../support/zones.ts'

const zone = (name: string) =>
  fold(zoneOf(`${name}.example`, `$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns.example.\nwww A 192.0.2.1\n`), USUAL_ROOM)

const openIn = ({ views }: Generation) => views[0]!.zones.members.flatMap((member, i) => (isOpen(member) ? [i] : []))

t.test('a member opens its zone once, for all who show it', async (t) => {
  const one = zone('a')
  const late = new LateZone(one.image, undefined)
  const members = [1, 2].map(() => new LateMember({ apex: one.apex }, late))
  t.same(members.map(isOpen), [false, false])
  t.equal(members[0]!.zone?.serial, 1)
  t.same(members.map(isOpen), [true, true])
  t.equal(members[0]!.zone, members[1]!.zone)
  t.equal(new LateMember({ apex: one.apex }, undefined).zone, undefined)
  t.equal(isOpen(new LateMember({ apex: one.apex }, undefined)), false, 'there is none')
  t.equal(isOpen({ apex: one.apex, zone: one }), true)
})

t.test('a set with other expiries has the zones that it had, opened or not', async (t) => {
  const one = zone('a')
  const set = new ZoneSet([new LateMember({ apex: one.apex }, new LateZone(one.image, undefined))])
  t.equal(set.with(new Map(), undefined, new Map([[0, 'minimal']])).member(0)!.zone?.serial, 1)
  t.equal(set.withMembers(new Map()).member(0), set.member(0))
})

t.test('a thread opens what is asked for, whatever it is told of', async (t) => {
  const zones = ['a', 'b', 'c', 'd'].map(zone)
  const read = readPrefix('any')
  if (read.kind !== 'prefixes') throw new Error('any')
  const prefixes = compilePrefixes(read.prefixes.map((prefix) => ({ prefix, view: 0 })))
  const of = (members: readonly Member[], number: number): Generation => ({
    ...{ number, prefixes },
    views: [{ name: 'all', zones: new ZoneSet(members) }],
  })
  const others = { publicViews: Uint8Array.of(0), options: defaultOptions }
  const member = (one: Zone): Member => ({ apex: one.apex, zone: one })
  let published = { generation: of(zones.slice(0, 3).map(member), 1), ...others }
  let there = openGeneration(structuredClone(shareGeneration(published)))
  const server = new TestServer(there)
  t.same(openIn(there), [])
  t.equal(server.ask('www.b.example. A').answer.length, 1)
  t.same(openIn(there), [1])
  const tell = (change: Parameters<typeof openChange>[1]) => {
    const opened = openChange(there, structuredClone(change))
    there = opened.generation
    server.responder.change(there, opened.faces, opened.moved)
  }

  // Of a zone that nobody has asked for the next edition, and one more.
  const editor = new Editor(zones[0]!)
  const edit = (serial: number) => {
    const { generation } = published
    const before = generation.views[0]!.zones
    const changes = serialChange(before.member(0)!.zone!, serial)
    const edition = editor.edit(changes)
    if (!(edition instanceof Zone)) throw new Error(edition.kind)
    const zones = before.with(new Map([[0, edition]]))
    const next = { ...generation, number: serial, views: [{ name: 'all', zones }] }
    const names = touchedNames(before.member(0)!.zone!, edition, changedNodes(edition, changes))
    tell(shareFaces(published, next, [{ view: 0, member: 0, names }]))
    published = { ...published, generation: next }
  }
  for (const serial of [2, 3]) {
    edit(serial)
    t.same(openIn(there), [1], `edition ${serial} is told, and not opened`)
  }
  const soa = server.ask('a.example. SOA').answer[0]!.rdata
  t.equal(get32(soa, soa.length - 20), 3)
  t.same(openIn(there), [0, 1])
  t.equal(lateOf(there.views[0]!.zones.member(0)!)!.number, 2)

  // Of one that somebody has asked for: answers made of an edition hold over the next ones, which nobody may need to open.
  const denied = () => {
    const { authority } = server.ask('nobody.a.example. A')
    return get32(authority[0]!.rdata, authority[0]!.rdata.length - 20)
  }
  t.equal(denied(), 3)
  for (const serial of [4, 5]) {
    edit(serial)
    t.same(openIn(there), [0, 1], 'its image is open, whichever edition')
  }
  t.equal(denied(), 5)

  const step = stepBetween(published, { generation: of(zones.map(member), 6), ...others })!
  tell(step.change)
  t.ok(!openIn(there).includes(3), 'one that comes')
  t.equal(server.ask('www.d.example. A').answer.length, 1)
  t.ok(openIn(there).includes(3))
  t.equal(there.views[0]!.zones.at(wireOf(['d', 'example'])), 3)
})
