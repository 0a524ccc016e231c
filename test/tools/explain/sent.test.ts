// What explain names is what the server sent: random zones in two views, random questions from two addresses, asked over a
// real socket.

import { createSocket } from 'node:dgram'
import t from 'tap'
import { nameText } from '../../../src/dns/name-text.ts'
import { rcodeName } from '../../../src/dns/rcodes.ts'
import { printRdata } from '../../../src/dns/rdata/rdata.ts'
import { typeCode, typeName } from '../../../src/dns/types.ts'
import { listen } from '../../../src/net/listen.ts'
import { Responder } from '../../../src/serve/responder.ts'
import { generationOf } from '../../../src/store/generation/generation.ts'
import type { LoadedFace, LoadedViews } from '../../../src/supply/load.ts'
import type { Settings } from '../../../src/text/config/settings.ts'
import { parseZoneFile } from '../../../src/text/zonefile/parser.ts'
import { textSource } from '../../../src/text/zonefile/source.ts'
import { recordText } from '../../../src/tools/explain/compare.ts'
import { Explainer } from '../../../src/tools/explain/explain.ts'
import type { ViewAnswer } from '../../../src/tools/explain/explanation.ts'
import { readPrefix } from '../../../src/views/read-prefix.ts'
import { type Message, type MessageRecord, readMessage } from '../../../src/wire/message.ts'
import { ZoneBuilder } from '../../../src/zone/builder.ts'
import { ZoneSet } from '../../../src/zone/zone-set.ts'
import { defaultOptions } from '../../support/ask.ts'
import { messageOf } from '../../support/english.ts'
import { labelsText, wireOf } from '../../support/name.ts'
import fc from '../../support/properties.ts'
import { queryOf } from '../../support/query.ts'
import { testLimits } from '../../support/tcp-limits.ts'
import { inquiries, type World, type WorldZone, zoneText } from '../../support/world.ts'

const inside = '127.0.0.1'
const outside = '127.0.0.2'
const viewNames = ['internal', 'external']

function prefixesOf(text: string) {
  const reading = readPrefix(text)
  if (reading.kind !== 'prefixes') throw new Error(text)
  return reading.prefixes
}

const settings: Settings = {
  file: '/janus.yaml',
  listen: [],
  workers: 1,
  state: { path: '/state', written: 'state' },
  views: [
    { name: 'internal', prefixes: prefixesOf(inside) },
    { name: 'external', prefixes: prefixesOf('any') },
  ],
  zones: [],
  minimalResponses: true,
  ednsBufferSize: 1232,
  tcp: { connections: 10, connectionsPerClient: 10, idleTimeout: 1000 },
  log: { level: 'silent' },
} as unknown as Settings

const place = { file: '/janus.yaml', line: 1, column: 1, length: 1 }

function faceOf(view: number, zone: WorldZone): LoadedFace {
  const file = `${viewNames[view]}/${labelsText(zone.origin)}zone`
  const source = textSource(file, zoneText(zone))
  if ('rule' in source) throw new Error(messageOf(source))
  const origin = wireOf(zone.origin)
  const builder = new ZoneBuilder(origin)
  const { text } = parseZoneFile(source, { origin }, builder)
  const built = builder.finish()
  const face: Pick<LoadedFace, 'name' | 'origin' | 'view' | 'face' | 'zone' | 'served'> = {
    name: nameText(origin),
    origin,
    view,
    face: { view, viewName: viewNames[view]!, source: { kind: 'file', file: { path: file, written: file } }, place },
    zone: built,
    served: built,
  }
  return { ...face, problems: [], own: [], lines: text.lines, madeOf: undefined, inState: false, clients: '' }
}

function load(worlds: readonly World[]): LoadedViews {
  const faces = worlds.flatMap(({ zones }, view) => zones.map((zone) => faceOf(view, zone)))
  const views = viewNames.map((name, view) => {
    const members = faces.filter((face) => face.view === view)
    return { name, zones: new ZoneSet(members.map(({ origin, served }) => ({ apex: origin, zone: served }))) }
  })
  return { views, faces }
}

function sectionTexts(sections: ViewAnswer['sections']): string[][] {
  return [sections.answer, sections.authority, sections.additional].map((records) => records.map(recordText).sort())
}

function recordTexts(message: Message): string[][] {
  const told = ({ name, ttl, type, rdata }: MessageRecord) =>
    recordText({
      owner: nameText(name),
      ttl,
      type: typeName(type),
      rdata: printRdata(type, rdata, 0, rdata.length),
    })
  return [message.answer, message.authority, message.additional].map((records) => records.map(told).sort())
}

t.test('explain names exactly the records that the server sent, each with its line', async (t) => {
  const responder = new Responder(generationOf(settings, load([{ zones: [] }, { zones: [] }]), 1), defaultOptions)
  const transport = await listen([{ address: '127.0.0.1', port: 0, view: -1 }], responder.respond, { tcp: testLimits })
  const server = { address: '127.0.0.1', port: transport.bound[0]!.port }
  const clients = await Promise.all([inside, outside].map(client))
  t.teardown(async () => {
    for (const { socket } of clients) socket.close()
    await transport.close()
  })
  const explainer = new Explainer(defaultOptions)
  const everything = fc.tuple(inquiries({ min: 6, max: 6 }), inquiries({ min: 6, max: 6 }), fc.boolean())
  let number = 1
  let traced = 0
  await fc.assert(
    fc.asyncProperty(everything, async ([one, other, dnssec]) => {
      const worlds = [one.world, other.world]
      const loaded = load(worlds)
      const generation = generationOf(settings, loaded, ++number)
      responder.use(generation)
      for (const { name, type } of [...one.questions, ...other.questions])
        for (const [i, from] of [inside, outside].entries()) {
          const code = typeCode(type)!
          const reply = await clients[i]!.ask(queryOf(name, code, { edns: 1232, dnssec }), server)
          const asked = { address: addressOf(from), name: wireOf(name), type: code, dnssec }
          const { answer } = explainer.explain({ settings, loaded, generation }, asked)
          const question = `${labelsText(name)} ${type} from ${from}`
          if (answer === undefined) throw new Error(`${question} has no view`)
          same(`${question}: view`, answer.view, viewNames[i])
          same(`${question}: rcode`, answer.rcode, rcodeName(reply.rcode))
          same(question, sectionTexts(answer.sections), recordTexts(reply))
          for (const record of Object.values(answer.sections).flat()) {
            if (record.how === 'made from the DNAME above it') continue
            same(`${question}: ${recordText(record)}`, lineType(worlds[i]!, record), record.type)
            traced++
          }
        }
    }),
    { numRuns: 60 },
  )
  t.ok(traced > 100, `${traced} records were traced to their lines`)
})

/** The type that stands on the line that is named: file and line are those of the view's own zone. */
function lineType({ zones }: World, { file, line }: { readonly file?: string; readonly line?: number }): string {
  const zone = zones.find(({ origin }) => file?.endsWith(`/${labelsText(origin)}zone`))
  return zone?.records[(line ?? 0) - 1]?.type ?? 'nothing'
}

function same(what: string, seen: unknown, wanted: unknown): void {
  const [a, b] = [JSON.stringify(seen, null, 1), JSON.stringify(wanted, null, 1)]
  if (a !== b) throw new Error(`${what}\n${a}\nwanted\n${b}`)
}

function addressOf(text: string): Uint8Array {
  return Uint8Array.from(text.split('.').map(Number))
}

async function client(address: string) {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, address, resolve))
  const ask = (query: Uint8Array, server: { address: string; port: number }) =>
    new Promise<Message>((resolve, reject) => {
      socket.once('message', (bytes) => {
        const message = readMessage(new Uint8Array(bytes))
        if (message) resolve(message)
        else reject(new Error('not a message'))
      })
      socket.send(query, server.port, server.address)
    })
  return { socket, ask }
}
