// Finds the line of each record in an answer: reads the message back and compares it with the response that it was written
// from.

import { OCTETS, type Response, Section } from '../../answer/response.ts'
import { copyName, sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { printRdata } from '../../dns/rdata/rdata.ts'
import { Type, typeName } from '../../dns/types.ts'
import { type Entries, MAX_RDATA } from '../../lists/entries.ts'
import type { LoadedFace } from '../../supply/load.ts'
import type { LayerSets } from '../../update/entry.ts'
import { addedEntry, entryText } from '../../update/entry-text.ts'
import type { Message, MessageRecord } from '../../wire/message.ts'
import { equalKey } from '../../zone/same.ts'
import { hasTarget, NONE, type RRset, type Zone } from '../../zone/zone.ts'
import type { SentRecord, ViewAnswer } from './explanation.ts'
import { listedAt } from './listed-at.ts'

/** The records of the message by section, each with its source. `faces` are those of the view that answered. */
export function sourcesOf(
  message: Message,
  response: Response,
  faces: readonly LoadedFace[],
  layerOf: LayerOf = noLayer,
): ViewAnswer['sections'] {
  const known = candidates(response, faces, layerOf)
  const told = (section: Section, records: readonly MessageRecord[]) =>
    records.map((record) => ({ ...sent(record), ...known.find((one) => isSame(one, section, record))?.source }))
  return {
    answer: told(Section.answer, message.answer),
    authority: told(Section.authority, message.authority),
    additional: told(Section.additional, message.additional),
  }
}

/** What messages have made of a face. */
export type LayerOf = (face: LoadedFace) => LayerSets | undefined

const noLayer: LayerOf = () => undefined

type Source = Pick<SentRecord, 'zone' | 'file' | 'line' | 'how'>

/** One record that the response holds. */
type Candidate = {
  readonly section: Section
  readonly owner: Uint8Array
  readonly type: number
  readonly rdata: Uint8Array
  readonly source: Source
}

function candidates(response: Response, faces: readonly LoadedFace[], layerOf: LayerOf): Candidate[] {
  const list: Candidate[] = []
  for (let i = 0; i < response.count; i++) {
    const zone = response.zones[i]!
    const face = faces.find(({ served }) => served === zone)
    const layer = face && layerOf(face)
    const item = { section: response.section[i]!, owner: ownerOf(response, i), zone: nameText(zone.apex), layer }
    const entries = response.entries[i]
    if (entries !== undefined) {
      list.push(...listed(entries, response, i, item, face))
      continue
    }
    if (response.set[i] === NONE) {
      const rdata = copyName(response.target[i]!, 0)
      list.push({ ...item, type: Type.CNAME, rdata, source: { zone: item.zone, how: 'made from the DNAME above it' } })
      continue
    }
    const synthesis = response.owner[i] === OCTETS ? 'the wildcard stands for it' : ''
    for (const set of [response.set[i]!, response.signature[i]!])
      if (set !== NONE) list.push(...recordsOf(zone, set, item, face, synthesis))
  }
  return list
}

/** Of an entry of a list, at its line. */
function* listed(
  entries: Entries,
  response: Response,
  i: number,
  { section, owner, zone }: { readonly section: Section; readonly owner: Uint8Array; readonly zone: string },
  face: LoadedFace | undefined,
): Generator<Candidate> {
  const source = face?.face.source
  const at = source?.kind === 'list' ? listedAt(source.list, owner) : undefined
  const [entry, type] = [response.entry[i]!, response.type[i]!]
  for (let index = 0; index < entries.count(entry, type); index++) {
    const rdata = new Uint8Array(MAX_RDATA)
    const length = entries.write(entry, type, index, rdata, 0)
    yield {
      section,
      owner,
      type,
      rdata: rdata.slice(0, length),
      source: { zone, ...at, how: at ? 'listed' : 'listed, in no file' },
    }
  }
}

function* recordsOf(
  zone: Zone,
  set: RRset,
  item: {
    readonly section: Section
    readonly owner: Uint8Array
    readonly zone: string
    readonly layer: LayerSets | undefined
  },
  face: LoadedFace | undefined,
  synthesis: string,
): Generator<Candidate> {
  const type = zone.type(set)
  let data = zone.dataOf(set)
  for (let i = 0; i < zone.size(set); i++, data = zone.nextData(data, hasTarget(type))) {
    const line = zone.line(set, i)
    const at = line > 0 ? face?.lines?.at(line) : undefined
    const rdata = zone.heap.slice(data, data + zone.lengthOf(data))
    const entry = addedEntry(item.layer, item.owner, type, rdata)
    const note = entry === undefined ? line > 0 && face?.lines?.noteAt(line) : entryText(entry)
    const how = [note, synthesis].filter((part) => part).join('; ')
    yield {
      section: item.section,
      owner: item.owner,
      type,
      rdata,
      source: { zone: item.zone, ...at, ...(how && { how }) },
    }
  }
}

function ownerOf(response: Response, i: number): Uint8Array {
  if (response.owner[i] !== OCTETS) return response.zones[i]!.name(response.owner[i]!)
  const at = response.ownerAt[i]!
  return response.ownerBytes[i]!.subarray(at)
}

/** Compression may change the case of names (RFC 4343 §4.1 has them equal all the same). */
function isSame(one: Candidate, section: Section, record: MessageRecord): boolean {
  if (one.section !== section || one.type !== record.type || !sameName(one.owner, 0, record.name, 0)) return false
  const key = ({ type, rdata }: Pick<MessageRecord, 'type' | 'rdata'>) => equalKey(type, rdata, 0, rdata.length)
  return key(one) === key(record)
}

function sent({ name, ttl, type, rdata }: MessageRecord): SentRecord {
  return { owner: nameText(name), ttl, type: typeName(type), rdata: printRdata(type, rdata, 0, rdata.length) }
}
