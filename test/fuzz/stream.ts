// Mutated streams of real primaries through all that stands between a message and the zone that is served: whatever is accepted is a
// whole zone, and changes give what a slow list of lines gives.

import { put16 } from '../../src/dns/big-endian.ts'
import { nameLength } from '../../src/dns/name.ts'
import { nameText } from '../../src/dns/name-text.ts'
import { lowerRdataNames } from '../../src/dns/rdata/rdata.ts'
import { Type } from '../../src/dns/types.ts'
import { netDifference } from '../../src/transfer/net-difference.ts'
import { type Delivered, ZoneStream } from '../../src/transfer/stream.ts'
import { readMessage } from '../../src/wire/message.ts'
import type { Changeset, RecordList } from '../../src/zone/changeset.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold } from '../../src/zone/fold.ts'
import { roomFor } from '../../src/zone/room.ts'
import { hasTarget, type Zone } from '../../src/zone/zone.ts'
import { zoneOf } from '../support/zones.ts'
import { linesOf, message, record } from '../transfer/streams.ts'
import { mutated } from './mutate.ts'
import { Random } from './random.ts'
import { type Recorded, recordedStreams, versions } from './streams/recorded.ts'
import { Outcomes, type Target } from './target.ts'

const LIMITS = { records: 500, octets: 100_000 }

export function streamTarget(): Target {
  const streams = recordedStreams().flatMap((one) => [one, spread(one, 1), spread(one, 7)])
  const corpus = streams.flatMap(({ messages }) => messages)
  const ours = zoneOf('example.com.', versions[0]!)
  const outcomes = new Outcomes()
  const caseOf = (seed: number, i: number) => {
    const random = new Random(seed, i)
    const stream = random.pick(streams)
    return { asked: stream.asked, messages: spoilt(stream, corpus, random) }
  }
  return {
    outcomes,
    run(seed, i) {
      const { asked, messages } = caseOf(seed, i)
      const stream = new ZoneStream(asked, LIMITS)
      for (const [at, one] of messages.entries()) {
        const step = stream.take(one)
        if (step.kind === 'more') continue
        outcomes.add(step.kind === 'failed' ? step.fault.kind : step.delivered.kind)
        if (step.kind === 'failed') return undefined
        return wrongWith(step.delivered, messages.slice(0, at + 1), ours, outcomes)
      }
      outcomes.add('waits')
      return undefined
    },
    describe(seed, i) {
      const { asked, messages } = caseOf(seed, i)
      return `${JSON.stringify({ ...asked, apex: '' })} ${messages.map((one) => Buffer.from(one).toString('hex')).join(' ')}`
    },
  }
}

/** The same records, so many in a message. */
function spread({ from, asked, messages }: Recorded, size: number): Recorded {
  const type = asked.type === Type.IXFR ? 'IXFR' : 'AXFR'
  const records = messages.flatMap((one) =>
    readMessage(one)!.answer.map((found) => record(found.name, found.type, found.ttl, found.rdata)),
  )
  const parts = Array.from({ length: Math.ceil(records.length / size) }, (_, i) =>
    message(records.slice(i * size, (i + 1) * size), { type }, asked.id),
  )
  return { from, asked, messages: parts }
}

/** Some messages changed, and now and then their order. */
function spoilt({ asked, messages }: Recorded, corpus: readonly Uint8Array[], random: Random): Uint8Array[] {
  const all: Uint8Array[] = messages.map((one) => new Uint8Array(one))
  for (let left = random.below(3); left > 0; left--) {
    const i = random.below(all.length)
    all[i] = mutated([all[i]!], random)
  }
  for (let left = random.below(3); left > 0; left--) {
    const [from, to] = [random.below(all.length), random.below(all.length + 1)]
    const way = random.below(4)
    if (way === 0) all.splice(from, 1)
    else if (way === 1) all.splice(to, 0, new Uint8Array(all[from] ?? corpus[0]!))
    else if (way === 2) all.splice(to, 0, ...all.splice(from, 1))
    else all.splice(to, 0, mutated(corpus, random))
    if (all.length === 0) break
  }
  // A wrong ID ends all at once, and hides what comes behind it.
  if (random.below(8) > 0) for (const one of all) if (one.length >= 2) put16(one, 0, asked.id)
  return all
}

function wrongWith(
  delivered: Delivered,
  messages: readonly Uint8Array[],
  ours: Zone,
  outcomes: Outcomes,
): string | undefined {
  if (delivered.kind === 'one-soa') return undefined
  const decoded = messages.map((one) => readMessage(one))
  // A decoder of whole messages takes none with rdata that no record has; the zone only leaves that record out.
  const records = decoded.every((one) => one !== undefined) ? decoded.flatMap(({ answer }) => answer) : undefined
  if (records && (records[0]?.type !== Type.SOA || records.at(-1)!.type !== Type.SOA))
    return 'it neither begins nor ends with an SOA'
  const soas = records?.filter(({ type }) => type === Type.SOA).length ?? 2
  if (delivered.kind === 'zone') {
    const zone = delivered.builder.finish()
    if (zone.serial !== delivered.serial) return 'a zone with another serial than the stream'
    if (soas !== 2) return `a whole zone with ${soas} SOAs`
    return linesOf(zone).length === 0 ? 'an empty zone' : undefined
  }
  const net = netDifference(ours, delivered.changesets)
  outcomes.add(`applied: ${net.kind}`)
  if (net.kind === 'misfit') return undefined
  const edited = new Editor(fold(ours, roomFor(ours, net.changes))).edit(net.changes)
  if ('kind' in edited) return `the editor refuses what fits: ${edited.kind}`
  if (edited.serial !== delivered.serial) return 'an edition with another serial than the stream'
  const [one, other] = [recordsIn(edited), listed(ours, delivered.changesets)]
  return one.join('\n') === other.join('\n') ? undefined : `${one.join('\n')}\nrather than\n${other.join('\n')}`
}

/** As a list of records has it that are taken out and put in one by one. */
function listed(ours: Zone, changesets: readonly Changeset[]): string[] {
  const ttls = new Map(
    recordsIn(ours).map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' '))]),
  )
  const each = (list: RecordList, what: (text: string, ttl: number) => void) => {
    for (const { bytes, owner, type, ttl, data, length } of list.records())
      what(recordText(bytes.subarray(owner), type, bytes.subarray(data, data + length)), ttl)
  }
  for (const { removed, added } of changesets) {
    each(removed, (text) => ttls.delete(text))
    each(added, (text, ttl) => ttls.set(text, ` ${ttl}`))
  }
  return [...ttls].map(([text, ttl]) => text + ttl).sort()
}

function recordsIn(zone: Zone): string[] {
  const lines: string[] = []
  for (let node = 0; node < zone.nodes; node++)
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
      const type = zone.type(set)
      let data = zone.dataOf(set)
      for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, hasTarget(type)))
        lines.push(
          recordText(zone.name(node), type, zone.heap.subarray(data, data + zone.lengthOf(data))).concat(
            ` ${zone.ttl(set)}`,
          ),
        )
    }
  return lines.sort()
}

function recordText(owner: Uint8Array, type: number, rdata: Uint8Array): string {
  const name = Buffer.from(owner.subarray(0, nameLength(owner, 0)))
    .toString('latin1')
    .toLowerCase()
  const lower = Buffer.from(rdata)
  lowerRdataNames(type, lower, 0, lower.length)
  return `${nameText(Buffer.from(name, 'latin1'))} ${type} ${lower.toString('hex')}`
}
