// A batch of worlds loaded into every peer that is installed and into ours, and all their questions asked of all of them.

import { Type, typeCode } from '../../src/dns/types.ts'
import { TestServer } from '../support/ask.ts'
import { keyOf, type Labels, labelsText } from '../support/name.ts'
import { queryOf } from '../support/query.ts'
import { type Inquiry, type WorldQuestion, type WorldZone, zoneText } from '../support/world.ts'
import { worldGeneration } from '../support/zones.ts'
import { askTcp, askUdp } from './client.ts'
import { type RunningServer, run } from './process.ts'
import { type Comparable, comparable } from './reply.ts'
import { type PeerKind, peerKinds, type ZoneFile } from './servers.ts'

export type Outcome = {
  readonly inquiry: Inquiry
  readonly question: WorldQuestion
  readonly ours: Comparable
  /** By name; a peer that did not take one of the world's zones is left out. */
  readonly peers: ReadonlyMap<string, Comparable>
}

/** Zones as each server loads them, if they are not what the world prints. */
export type BatchOptions = { readonly dnssec?: boolean; readonly textOf?: (zone: WorldZone) => string }

const EDNS_SIZE = 4096
/** How often a server is asked again for zones that it does not have. */
const PATIENCE = 4
export const installedPeers: readonly PeerKind[] = peerKinds.filter((kind) => kind.program !== undefined)

/** Worlds must lie at different bases. */
export async function askAll(inquiries: readonly Inquiry[], options: BatchOptions = {}): Promise<Outcome[]> {
  const textOf = options.textOf ?? zoneText
  const zones = inquiries.flatMap(({ world }) => world.zones)
  const files = zones.map((zone) => ({ origin: originText(zone.origin), text: textOf(zone) }))
  const ours = ourAnswers(inquiries, options, textOf)
  const columns = await Promise.all(installedPeers.map((kind) => peerAnswers(kind, files, inquiries, options)))
  let i = 0
  return inquiries.flatMap((inquiry) => {
    const apexes = new Set(inquiry.world.zones.map(({ origin }) => keyOf(origin)))
    return inquiry.questions.map((question) => {
      const at = i++
      const anyPart = question.type === 'ANY'
      const peers = installedPeers.flatMap(({ name }, p) => {
        const { refused, answers } = columns[p]!
        const took = inquiry.world.zones.every(({ origin }) => !refused.has(originText(origin)))
        return took ? [[name, comparable(answers[at], apexes, { minimal: name === 'BIND', anyPart })] as const] : []
      })
      return {
        inquiry,
        question,
        ours: comparable(ours[at], apexes, { minimal: false, anyPart }),
        peers: new Map(peers),
      }
    })
  })
}

function ourAnswers(
  inquiries: readonly Inquiry[],
  { dnssec = false }: BatchOptions,
  textOf: (zone: WorldZone) => string,
): Uint8Array[] {
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

async function peerAnswers(
  kind: PeerKind,
  files: readonly ZoneFile[],
  inquiries: readonly Inquiry[],
  { dnssec = false }: BatchOptions,
): Promise<{ refused: ReadonlySet<string>; answers: (Uint8Array | undefined)[] }> {
  const server = await run((port, folder) => kind.setup(kind.program!, files, port, folder))
  try {
    const refused = await refusedZones(server, inquiries)
    const questions = inquiries.flatMap((inquiry) => inquiry.questions)
    const queries = questions.map(({ name, type }) => queryOf(name, typeCode(type)!, { edns: EDNS_SIZE, dnssec }))
    const isAny = questions.map(({ type }) => typeCode(type) === Type.ANY)
    const [udp, tcp] = await Promise.all([
      askUdp(
        server.port,
        queries.filter((_, i) => !isAny[i]),
      ),
      // RFC 8482 leaves the answer over UDP open.
      askTcp(
        server.port,
        queries.filter((_, i) => isAny[i]),
      ),
    ])
    return { refused, answers: isAny.map((any) => (any ? tcp.shift() : udp.shift())) }
  } finally {
    await server.stop()
  }
}

/** Waits until the server answers for all its zones, or does not get any further with them. */
async function refusedZones(server: RunningServer, inquiries: readonly Inquiry[]): Promise<Set<string>> {
  const origins = inquiries.flatMap(({ world }) => world.zones.map(({ origin }) => origin))
  const queries = origins.map((origin) => queryOf(origin, Type.SOA, {}))
  let missing = Infinity
  for (let unchanged = 0; unchanged < PATIENCE; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const answers = await askUdp(server.port, queries)
    const refused = new Set(origins.flatMap((origin, i) => (isLoaded(answers[i]) ? [] : [originText(origin)])))
    if (refused.size === 0) return refused
    unchanged = refused.size < missing ? 0 : unchanged + 1
    missing = refused.size
    if (unchanged === PATIENCE && answers.some((answer) => answer !== undefined)) return refused
  }
  throw new Error(`a peer does not answer:\n${server.log()}`)
}

/** An authoritative answer to the question for its SOA. */
function isLoaded(answer: Uint8Array | undefined): boolean {
  return answer !== undefined && (answer[2]! & 4) !== 0 && (answer[3]! & 0xf) === 0 && answer[7] === 1
}

function originText(origin: Labels): string {
  return labelsText(origin).slice(0, -1)
}
