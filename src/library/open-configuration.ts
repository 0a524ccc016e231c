// Opens a configuration and its zones, and gives the answers that a server would give if it started now. It runs no server, and writes
// nothing.

import { addressFromText } from '../dns/address.ts'
import { nameFlawText, nameText, readName } from '../dns/name-text.ts'
import { rcodeName } from '../dns/rcodes.ts'
import { printRdata } from '../dns/rdata/rdata.ts'
import { Type, typeCode, typeName } from '../dns/types.ts'
import { peerAt } from '../net/peer.ts'
import { Responder } from '../serve/responder.ts'
import { generationOf } from '../store/generation/generation.ts'
import { loadConfig } from '../text/config/load.ts'
import { loadViews } from '../tools/loaded.ts'
import { matchingPrefixes } from '../views/matching.ts'
import { Bit } from '../wire/header.ts'
import { type MessageRecord, readMessage } from '../wire/message.ts'
import { queryMessage } from '../wire/query-message.ts'
import { holdToString } from './given.ts'
import { type Problem, told } from './told.ts'

export type FaceSummary = {
  readonly zone: string
  readonly view: string
  /** Whether a server would serve it: errors keep a face from being served. */
  readonly served: boolean
}

export type Answer = {
  /** Undefined: no view has the address, and the answer is REFUSED. */
  readonly view: string | undefined
  /** `NOERROR`, `NXDOMAIN`, `REFUSED` … */
  readonly rcode: string
  readonly authoritative: boolean
  readonly answer: readonly AnswerRecord[]
  readonly authority: readonly AnswerRecord[]
  readonly additional: readonly AnswerRecord[]
}

export type AnswerRecord = {
  readonly owner: string
  readonly ttl: number
  readonly type: string
  readonly data: string
}

export type Configuration = {
  /** The problems that loading finds in the configuration and in all its zones. */
  readonly problems: readonly Problem[]
  readonly views: readonly string[]
  readonly faces: readonly FaceSummary[]
  /** Throws a TypeError where it cannot read the address, the name or the type. */
  readonly ask: (from: string, name: string, type?: string) => Answer
}

/** `configuration` is undefined where the file has errors: `problems` says which. Rejects with a TypeError where the path is no string. */
export async function openConfiguration(
  path: string,
): Promise<{ readonly configuration: Configuration | undefined; readonly problems: readonly Problem[] }> {
  holdToString(path, 'the path of the configuration')
  const { settings, problems } = loadConfig(path)
  if (settings === undefined) return { configuration: undefined, problems: told(problems) }
  const loaded = await loadViews(settings)
  const all = told([...problems, ...loaded.faces.flatMap((face) => face.problems)])
  const responder = new Responder(generationOf(settings, loaded, 1), {
    ednsBufferSize: settings.ednsBufferSize,
    minimalResponses: settings.minimalResponses,
  })
  const views = settings.views.map(({ name }) => name)
  const prefixes = settings.views.flatMap((one, view) => one.prefixes.map((prefix) => ({ prefix, view })))
  const viewAt = (address: Uint8Array) => {
    const [match] = matchingPrefixes(prefixes, address)
    return match && views[match.view]
  }
  const faces = loaded.faces.map(({ origin, view, served }) => ({
    zone: nameText(origin),
    view: views[view]!,
    served: served !== undefined,
  }))
  const ask: Configuration['ask'] = (from, name, type = 'A') => asked(responder, { from, name, type }, viewAt)
  return { configuration: { problems: all, views, faces, ask }, problems: all }
}

type Query = { readonly from: string; readonly name: string; readonly type: string }

function asked(
  responder: Responder,
  { from, name, type }: Query,
  viewAt: (address: Uint8Array) => string | undefined,
): Answer {
  holdToString(from, 'the address of the client')
  holdToString(name, 'the name')
  holdToString(type, 'the type')
  const address = addressFromText(from)
  if (address === undefined) throw new TypeError(`"${from}" is no address`)
  const qname = readName(name)
  if (typeof qname === 'string') throw new TypeError(`cannot read the name "${name}": ${nameFlawText(qname)}`)
  const code = typeCode(type)
  if (code === undefined) throw new TypeError(`there is no type "${type}"`)
  const query = queryMessage(qname, code, false, LARGEST)
  const out = new Uint8Array(LARGEST)
  const size = responder.respond(query, 0, query.length, peerAt(address, 'tcp'), out, 0)
  const message = readMessage(out.slice(0, size))!
  const records = (list: readonly MessageRecord[]) => list.filter(({ type }) => type !== Type.OPT).map(recordOf)
  return {
    view: viewAt(address),
    rcode: rcodeName(message.rcode),
    authoritative: (message.flags & Bit.AA) !== 0,
    answer: records(message.answer),
    authority: records(message.authority),
    additional: records(message.additional),
  }
}

/** The most octets of an answer over TCP. */
const LARGEST = 65_535

function recordOf({ name, ttl, type, rdata }: MessageRecord): AnswerRecord {
  return { owner: nameText(name), ttl, type: typeName(type), data: printRdata(type, rdata, 0, rdata.length) }
}
