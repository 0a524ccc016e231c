// Loads a batch of worlds into every installed peer and into ours, and asks all of them all their questions.

import { Type, typeCode } from '../../src/dns/types.ts'
import { readMessage } from '../../src/wire/message.ts'
import { TestServer } from '../support/ask.ts'
import { keyOf, type Labels, labelsText } from '../support/name.ts'
import { queryOf } from '../support/query.ts'
import { type Inquiry, type WorldQuestion, type WorldZone, zoneText } from '../support/world.ts'
import { worldGeneration } from '../support/zones.ts'
import { askTcp, askUdp } from './client.ts'
import { type RunningServer, run } from './process.ts'
import { type Comparable, comparable, lines } from './reply.ts'
import { type PeerKind, peerKinds } from './servers.ts'

export type Outcome = {
  readonly inquiry: Inquiry
  readonly question: WorldQuestion
  readonly ours: Comparable
  /** All of our answer section, as text. */
  readonly ourAnswer: string
  /** By name; a peer that did not take one of the world's zones is left out. */
  readonly peers: ReadonlyMap<string, Comparable>
}

/** Zones as each server loads them, if they are not what the world prints. */
export type BatchOptions = { readonly dnssec?: boolean; readonly textOf?: (zone: WorldZone) => string }

const EDNS_SIZE = 4096
/** How often we ask a server again for zones that it does not have: one on a busy machine may be loading them. */
const PATIENCE = 25
export const installedPeers: readonly PeerKind[] = peerKinds.filter((kind) => kind.program !== undefined)

/** Worlds must lie at different bases. */
export async function askAll(inquiries: readonly Inquiry[], options: BatchOptions = {}): Promise<Outcome[]> {
  const { dnssec = false, textOf = zoneText } = options
  const ours = ourAnswers(inquiries, dnssec, textOf)
  const columns = await Promise.all(installedPeers.map((kind) => peerAnswers(kind, inquiries, textOf, dnssec)))
  let i = 0
  return inquiries.flatMap((inquiry) => {
    const apexes = new Set(inquiry.world.zones.map(({ origin }) => keyOf(origin)))
    return inquiry.questions.map((question) => {
      const at = i++
      const anyPart = question.type === 'ANY'
      const peers = installedPeers.flatMap(({ name, addsNothingFor }, p) => {
        const { refused, answers } = columns[p]!
        const took = inquiry.world.zones.every(({ origin }) => !refused.has(originText(origin)))
        return took ? [[name, comparable(answers[at], apexes, { addsNothingFor, anyPart })] as const] : []
      })
      return {
        inquiry,
        question,
        ours: comparable(ours[at], apexes, { addsNothingFor: [], anyPart }),
        ourAnswer: lines(readMessage(ours[at]!)!.answer),
        peers: new Map(peers),
      }
    })
  })
}

function ourAnswers(inquiries: readonly Inquiry[], dnssec: boolean, textOf: (zone: WorldZone) => string): Uint8Array[] {
  return inquiries.flatMap(({ world, questions }) => {
    const server = janus()
    server.responder.use(worldGeneration(world, textOf))
    return questions.map((question) => {
      const query = queryOf(question.name, typeCode(question.type)!, { edns: EDNS_SIZE, dnssec })
      return server.send(query, { stream: question.type === 'ANY' })
    })
  })
}

let ourServer: TestServer | undefined
function janus(): TestServer {
  ourServer ??= new TestServer(worldGeneration({ zones: [] }), { ednsBufferSize: EDNS_SIZE })
  return ourServer
}

type Column = { readonly refused: ReadonlySet<string>; readonly answers: (Uint8Array | undefined)[] }

/** A server that does not come up gets half of the worlds, so that one that it cannot bear does not hide the others. */
async function peerAnswers(
  kind: PeerKind,
  inquiries: readonly Inquiry[],
  textOf: (zone: WorldZone) => string,
  dnssec: boolean,
): Promise<Column> {
  const zones = inquiries.flatMap(({ world }) => world.zones)
  const files = zones.map((zone) => ({ origin: originText(zone.origin), text: textOf(zone) }))
  const server = await run((port, folder) => kind.setup(kind.program!, files, port, folder))
  try {
    const refused = await refusedZones(server, zones)
    if (refused !== undefined) return { refused, answers: await ask(server.port, inquiries, dnssec) }
  } finally {
    await server.stop()
  }
  const questions = inquiries.flatMap((inquiry) => inquiry.questions)
  if (inquiries.length === 1)
    return { refused: new Set(files.map(({ origin }) => origin)), answers: questions.map(() => undefined) }
  const half = inquiries.length >> 1
  const first = await peerAnswers(kind, inquiries.slice(0, half), textOf, dnssec)
  const second = await peerAnswers(kind, inquiries.slice(half), textOf, dnssec)
  return { refused: new Set([...first.refused, ...second.refused]), answers: [...first.answers, ...second.answers] }
}

async function ask(port: number, inquiries: readonly Inquiry[], dnssec: boolean): Promise<(Uint8Array | undefined)[]> {
  const questions = inquiries.flatMap((inquiry) => inquiry.questions)
  const queries = questions.map(({ name, type }) => queryOf(name, typeCode(type)!, { edns: EDNS_SIZE, dnssec }))
  // RFC 8482 leaves the answer over UDP open.
  const isAny = questions.map(({ type }) => type === 'ANY')
  const udp = await askUdp(
    port,
    queries.filter((_, i) => !isAny[i]),
  )
  const tcp = await askTcp(
    port,
    queries.filter((_, i) => isAny[i]),
  )
  return isAny.map((any) => (any ? tcp.shift() : udp.shift()))
}

/** Waits until the server answers for all its zones, or does not get any further with them; undefined where it is dead. */
async function refusedZones(server: RunningServer, zones: readonly WorldZone[]): Promise<Set<string> | undefined> {
  const queries = zones.map(({ origin }) => queryOf(origin, Type.SOA, {}))
  for (let tries = 0; ; tries++) {
    const [answer] = await askUdp(server.port, queries.slice(0, 1), { timeout: 200, tries: 1 })
    if (answer !== undefined) break
    if (server.hasEnded() || tries === 500) return undefined
    await sleep(40)
  }
  let missing = Infinity
  for (let unchanged = 0; ; await sleep(100)) {
    const answers = await askUdp(server.port, queries)
    const refused = new Set(zones.flatMap(({ origin }, i) => (isLoaded(answers[i]) ? [] : [originText(origin)])))
    unchanged = refused.size < missing ? 0 : unchanged + 1
    missing = refused.size
    if (missing === 0 || unchanged === PATIENCE) return refused
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** An authoritative answer to the question for its SOA. */
function isLoaded(answer: Uint8Array | undefined): boolean {
  return answer !== undefined && (answer[2]! & 4) !== 0 && (answer[3]! & 0xf) === 0 && answer[7] === 1
}

function originText(origin: Labels): string {
  return labelsText(origin).slice(0, -1)
}
