// Random stories of a server: files that change with and without a serial, reloads, rollbacks, changes of single faces, restarts and
// crashes at any moment. No serial ever names two contents, none goes back, and who has an earlier version and takes the changes since
// has what he has who takes the whole zone.

import { cpSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { nameText } from '../../src/dns/name-text.ts'
import { addSerial, isNewerSerial } from '../../src/dns/serial.ts'
import { Type } from '../../src/dns/types.ts'
import { serialAt } from '../../src/serve/desk/difference-messages.ts'
import { zoneMessages } from '../../src/serve/desk/zone-messages.ts'
import { type MessageRecord, readMessage } from '../../src/wire/message.ts'
import { Query } from '../../src/wire/query.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { TcpClient } from '../net/harness.ts'
import { queryFor } from '../support/ask.ts'
import { changeTo } from '../support/edits.ts'
import { folderOf } from '../support/janus.ts'
import fc from '../support/properties.ts'
import { followed } from '../support/remade-site.ts'
import { Site } from '../support/site.ts'
import { zoneOf } from '../support/zones.ts'

const views = ['inside', 'outside', 'derived'] as const
const places = {
  a: '  a.example: {inside: a.zone, outside: [a.zone, over.zone], derived: {from: inside, rules: [{drop: private}]}}\n',
  b: '  b.example: a.zone\n',
}
const config = (
  zones: string,
) => `listen: ["127.0.0.1:0", {address: "127.0.0.2:0", view: outside}, {address: "127.0.0.3:0", view: derived}]
udp: portable
state: state
views: {inside: [10.0.0.0/8, 127.0.0.1], outside: [any], derived: [127.0.0.3]}
reverse: {10.0.0.0/8: [inside]}
transfers: [{from: [127.0.0.1], views: [inside]}, {from: [127.0.0.2], views: [outside]}, {from: [127.0.0.3], views: [derived]}]
zones:
${zones}`

type Step =
  | { readonly do: 'file'; readonly serial: Serial; readonly hosts: number }
  | { readonly do: 'layer'; readonly hosts: number }
  | { readonly do: 'edit'; readonly view: number; readonly hosts: number; readonly by: number }
  | { readonly do: 'crash-amid'; readonly after: number }
  | { readonly do: 'reload' | 'restart' | 'crash' | 'rollback' | 'rollback-first' | 'no-caches' | 'drop-b' | 'broken' }

/** Against the one that is served last. */
type Serial = 'same' | 'next' | 'far' | 'back' | 'opposite' | 'zero' | 'top' | 'first'

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('file' as const),
      serial: fc.constantFrom<Serial>('same', 'next', 'far', 'back', 'opposite', 'zero', 'top', 'first'),
      hosts: fc.nat(7),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('layer' as const), hosts: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      // What is made of others changes with these alone.
      view: fc.nat(1),
      hosts: fc.nat(7),
      // A step further, what comes after it would be neither newer nor older than what was before it.
      by: fc.constantFrom(1, 2, 100, 2 ** 31 - 2),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('crash-amid' as const), after: fc.nat(60) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'reload' as const,
        'reload' as const,
        'restart' as const,
        'crash' as const,
        'rollback' as const,
        'rollback-first' as const,
        'no-caches' as const,
        'drop-b' as const,
        'broken' as const,
      ),
    }),
  },
)

const hostsText = (hosts: number) =>
  [0, 1, 2]
    .map((bit) => ((hosts >> bit) & 1 ? `h${bit} A ${bit === 0 ? '10.0.0.9' : `192.0.2.${9 + bit}`}\n` : ''))
    .join('')
const zoneText = (serial: number, hosts: number) =>
  `$TTL 60\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n${hostsText(hosts)}`

class Story {
  readonly site: Site
  readonly #t: Test
  /** By face: what each serial named, and the newest. */
  readonly seen = new Map<string, Map<number, string[]>>()
  readonly newest = new Map<string, number>()
  /** To which version of a face the changes from earlier ones have been looked at. */
  readonly #reached = new Map<string, number>()
  #fileSerial = 5
  #withB = true

  constructor(t: Test, folder: string) {
    this.#t = t
    this.site = new Site(folder)
  }

  async take(step: Step): Promise<void> {
    const { site } = this
    switch (step.do) {
      case 'file': {
        const last = this.newest.get('inside a.example.') ?? 5
        const serial = {
          same: this.#fileSerial,
          next: addSerial(this.#fileSerial, 1),
          far: addSerial(last, 2 ** 31 - 1),
          back: addSerial(last, 2 ** 32 - 3),
          opposite: addSerial(last, 2 ** 31),
          zero: 0,
          top: 2 ** 32 - 1,
          first: 5,
        }[step.serial]
        this.#fileSerial = serial
        site.write('a.zone', zoneText(serial, step.hosts))
        return
      }
      case 'layer':
        return site.write('over.zone', `$ORIGIN a.example.\nover A 192.0.2.${step.hosts}\n`)
      case 'broken':
        return site.write('a.zone', 'nonsense\n')
      case 'edit': {
        const view = views[step.view]!
        const face = site.server.current.candidate.loaded.faces.find(
          (one) => one.face.viewName === view && nameText(one.origin) === 'a.example.',
        )
        if (face?.served === undefined) return
        const serial = addSerial(face.served.serial, step.by)
        await site.server.store.accept(changeTo(view, face.served, zoneOf('a.example.', zoneText(serial, step.hosts))))
        return this.#noteAll('edited')
      }
      case 'reload':
        return void (await site.reload())
      case 'restart':
        return site.restart()
      case 'no-caches': {
        await site.stop()
        for (const one of ['images', 'history', 'generations'])
          rmSync(join(site.folder, 'state', one), { force: true, recursive: true })
        return site.start()
      }
      case 'crash':
        this.#copyState()
        return this.#startAgain()
      case 'crash-amid': {
        const reloaded = site.reload()
        for (let i = 0; i < step.after; i++) await setImmediate()
        this.#noteAll('amid')
        this.#copyState()
        await reloaded
        return this.#startAgain()
      }
      case 'rollback':
        return void (await site.server.rollBack())
      case 'rollback-first':
        return void (await site.server.rollBack(site.server.generations[0]!.number))
      case 'drop-b':
        this.#withB = !this.#withB
        return site.write('janus.yaml', config(places.a + (this.#withB ? places.b : '')))
    }
  }

  /** What a power cut would leave. */
  #copyState(): void {
    const copy = join(this.site.folder, 'copy')
    rmSync(copy, { force: true, recursive: true })
    const filter = (path: string) => !/lock|control|\.sock/.test(path.slice(this.site.folder.length))
    cpSync(join(this.site.folder, 'state'), copy, { recursive: true, filter })
  }

  async #startAgain(): Promise<void> {
    const state = join(this.site.folder, 'state')
    await this.site.stop()
    rmSync(state, { force: true, recursive: true })
    renameSync(join(this.site.folder, 'copy'), state)
    await this.site.start()
  }

  /** Whoever asked now has had it; what follows an edit is another version. */
  #noteAll(about: string): void {
    for (const { face, served, origin } of this.site.server.current.candidate.loaded.faces)
      if (served !== undefined) this.#note(about, `${face.viewName} ${nameText(origin)}`, recordsOf(served))
  }

  #note(about: string, name: string, whole: readonly MessageRecord[]): void {
    const serial = serialOf(whole[0]!)
    const records = texts(whole.slice(1))
    const known = this.seen.get(name) ?? new Map<number, string[]>()
    this.seen.set(name, known)
    const before = known.get(serial)
    if (before !== undefined && before.join('\n') !== records.join('\n'))
      throw new Error(`${about}: ${name} ${serial} named\n${before.join('\n')}\nand now\n${records.join('\n')}`)
    const newest = this.newest.get(name)
    if (newest !== undefined && newest !== serial && !isNewerSerial(serial, newest))
      throw new Error(`${about}: ${name} went from ${newest} to ${serial}`)
    this.newest.set(name, serial)
    // Half the circle ahead of a serial, nobody can be told that he has an old one, and it may come again (RFC 1982 §3.2).
    for (const old of known.keys()) if (old !== serial && !isNewerSerial(serial, old)) known.delete(old)
    known.set(serial, records)
  }

  async check(about: string): Promise<void> {
    const { site } = this
    // A version that comes and goes between two looks could be newer than the one before and older than the one after (RFC 1982 §3.2).
    await followed(site)
    for (const face of site.server.current.candidate.loaded.faces) {
      if (face.served === undefined) continue
      const zone = nameText(face.origin)
      const view = face.face.viewName
      const name = `${view} ${zone}`
      const to = `127.0.0.${1 + views.indexOf(view as (typeof views)[number])}`
      const whole = await this.#fetch(to, queryFor(`${zone} AXFR`))
      this.#note(about, name, whole)
      const serial = serialOf(whole[0]!)
      if (this.#reached.get(name) === serial) continue
      this.#reached.set(name, serial)
      const records = texts(whole.slice(1))
      for (const [from, old] of [...this.seen.get(name)!].slice(-6)) {
        if (!isNewerSerial(serial, from)) continue
        const result = applied(old, await this.#fetch(to, ixfrQuery(zone, from)), from)
        if (result.join('\n') !== records.join('\n'))
          throw new Error(`${about}: ${name} ${from} to ${serial}\n${result.join('\n')}\nnot\n${records.join('\n')}`)
      }
    }
  }

  async #fetch(to: string, query: Uint8Array): Promise<MessageRecord[]> {
    const port = this.site.server.bound.find(({ address, port }) => address === to && port > 0)!.port
    const client = new TcpClient(this.#t, port, { address: to, from: to })
    client.ask(query)
    const records: MessageRecord[] = []
    for (let i = 1; ; i++) {
      await client.receive(i)
      const message = client.answers[i - 1]
      if (message === undefined) throw new Error('the transfer was cut')
      const { rcode, answer } = readMessage(message)!
      if (rcode !== 0) throw new Error(`rcode ${rcode}`)
      records.push(...answer)
      if (isEnd(records)) break
    }
    client.socket.destroy()
    return records
  }
}

function isEnd(records: readonly MessageRecord[]): boolean {
  const [first, last] = [records[0]!, records.at(-1)!]
  if (records.length === 1) return false
  if (last.type !== Type.SOA || serialOf(last) !== serialOf(first)) return false
  const isSteps = records[1]!.type === Type.SOA && records.length > 2
  if (!isSteps) return true
  return records.filter((one) => one.type === Type.SOA && serialOf(one) === serialOf(first)).length === 3
}

/** The records of the next version out of those of the one before: strictly, as RFC 1995 §4 has it. */
function applied(old: readonly string[], stream: readonly MessageRecord[], from: number): string[] {
  if (stream[1]!.type !== Type.SOA || stream.length === 2) return texts(stream.slice(1))
  const held = new Set(old)
  let at = from
  let adds = true
  for (const record of stream.slice(1, -1)) {
    if (record.type === Type.SOA) {
      adds = !adds
      if (!adds && serialOf(record) !== at) throw new Error(`a step from ${serialOf(record)} where ${at} was due`)
      at = serialOf(record)
    }
    const [text] = texts([record])
    if (adds ? held.has(text!) : !held.delete(text!)) throw new Error(`${adds ? 'adds' : 'removes'} ${text}`)
    if (adds) held.add(text!)
  }
  return [...held].sort()
}

function texts(records: readonly MessageRecord[]): string[] {
  return records
    .map(({ name, type, ttl, rdata }) => `${nameText(name)} ${ttl} ${type} ${Buffer.from(rdata).toString('hex')}`)
    .sort()
}

function recordsOf(zone: Zone): MessageRecord[] {
  const query = new Query()
  const message = queryFor(`${nameText(zone.apex)} AXFR`)
  query.read(message, 0, message.length)
  return [...zoneMessages(zone, query, { udpSize: 1232, reserved: 0 })].flatMap((one) => readMessage(one)!.answer)
}

function serialOf({ rdata }: MessageRecord): number {
  return serialAt(rdata, rdata.length)
}

function ixfrQuery(zone: string, serial: number): Uint8Array {
  const query = queryFor(`${zone} IXFR`)
  const soa = Buffer.alloc(2 + 10 + 22)
  soa.set([0xc0, 12, 0, Type.SOA, 0, 1, 0, 0, 0, 0, 0, 22])
  soa.writeUInt32BE(serial, 14)
  const out = Buffer.concat([query, soa])
  out[9] = 1
  return new Uint8Array(out)
}

t.test('whatever happens, in whatever order', { timeout: 1_200_000 }, async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
      const folder = folderOf(t, {
        'janus.yaml': config(places.a + places.b),
        'a.zone': zoneText(5, 0),
        'over.zone': '$ORIGIN a.example.\nover A 192.0.2.77\n',
      })
      const story = new Story(t, folder)
      await story.site.start()
      try {
        await story.check('start')
        for (const [i, step] of steps.entries()) {
          await story.take(step)
          await story.check(`${i} ${JSON.stringify(step)}`)
        }
      } finally {
        await story.site.stop()
      }
    }),
    { numRuns: Number(process.env.STORIES ?? (process.env.JANUS_LONG ? 100 : 2)), endOnFailure: true },
  )
})
