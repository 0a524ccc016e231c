// A list answers as the zone that it is transferred as: both are asked the same. What is signed of it is that zone.

import { join } from 'node:path'
import t from 'tap'
import { zoneMessages } from '../../src/serve/desk/zone-messages.ts'
import { readMessage } from '../../src/wire/message.ts'
import { Query } from '../../src/wire/query.ts'
import { ZoneBuilder } from '../../src/zone/builder.ts'
import { isLongerThan, zoneOfList } from '../../src/zone/listed-zone.ts'
import { sameContent } from '../../src/zone/same-content.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { type PeerList, peerLists } from '../peers/rbldnsd-lists.ts'
import { queryFor, summary } from '../support/ask.ts'
import { LIST, readListOf, serverOf } from '../support/list.ts'

const QUESTIONS = 500

function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) / 0x1000000
  }
}

/** The zone that a secondary has of it, and how often a record came twice. */
function transferred(zone: Zone): { readonly zone: Zone; readonly twice: number } {
  const query = new Query()
  const asked = queryFor(`${LIST} AXFR`)
  query.read(asked, 0, asked.length)
  const builder = new ZoneBuilder(zone.apex)
  let first = true
  for (const message of zoneMessages(zone, query, { udpSize: 0, reserved: 0 }))
    for (const { name, type, ttl, rdata } of readMessage(message)!.answer) {
      // The second SOA ends it.
      if (type === 6 && !first) continue
      if (type === 6) first = false
      builder.owner(name, 0)
      builder.record(type, ttl, rdata, rdata.length, 0)
    }
  const records = builder.records
  const made = builder.finish()
  return { zone: made, twice: records - made.records }
}

/** Exclusions within what is listed, of each size. */
const holes: PeerList = {
  format: 'ip4set',
  files: [
    '$SOA 60 ns.example. h.example. 7 1h 15m 30d 10\n10.0.0.0/8 :3:\n!10.0.0.9\n!10.0.0.0\n!10.0.1.255\n!10.0.2.0/25\n10.0.2.7\n!10.0.3\n10.0.3.3\n',
  ],
  names: (random) => `${Math.floor(random() * 256)}.${Math.floor(random() * 5)}.0.10`,
}

for (const { format, files, names } of [...peerLists, holes])
  t.test(format, async (t) => {
    const dir = t.testdir(Object.fromEntries(files.map((text, i) => [`${i}`, text])))
    const { subject } = readListOf(files.map((_, i) => ({ path: join(dir, `${i}`), format })))
    const list = serverOf(subject!.zone)
    const copy = transferred(subject!.zone)
    t.equal(copy.twice, 0, 'no record comes twice')
    const { records } = copy.zone
    t.ok(sameContent(zoneOfList(subject!.zone)!, copy.zone), 'what would be signed is what is transferred')
    t.equal(zoneOfList(subject!.zone, records - 1), undefined, 'none that is too long is made')
    t.ok(zoneOfList(subject!.zone, records))
    t.same(
      [records - 1, records].map((most) => isLongerThan(subject!.zone, most)),
      [true, false],
    )
    const zone = serverOf(copy.zone)
    const random = randomFrom(5)
    const unlike: string[] = []
    for (let i = 0; i < QUESTIONS; i++) {
      const name = names(random)
      const type = ['A', 'TXT', 'AAAA'][Math.floor(random() * 3)]!
      const question = `${name === '' ? '' : `${name}.`}${LIST} ${type}`
      const [ours, theirs] = [summary(list.ask(question)), summary(zone.ask(question))]
      // A wildcard has one text for all that it stands for: the prefix stands in it.
      const bothTexts = type === 'TXT' && theirs.startsWith('"') && ours.startsWith('"')
      if (ours !== theirs && !(bothTexts && /\/\d+/.test(theirs)))
        unlike.push(`${question}: ${ours}, as a zone ${theirs}`)
    }
    t.same(unlike.slice(0, 10), [])
  })
