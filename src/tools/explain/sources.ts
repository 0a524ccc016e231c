// Finds the line of each record in an answer: reads the message back, and compares it with the response that it was written from.

import { OCTETS, type Response, Section } from '../../answer/response.ts'
import { copyName, sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { printRdata } from '../../dns/rdata/rdata.ts'
import type { Said } from '../../dns/said.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type, typeName } from '../../dns/types.ts'
import { type Entries, MAX_RDATA } from '../../lists/entries.ts'
import type { LoadedFace } from '../../supply/load.ts'
import type { Speaker } from '../../text/findings/wording.ts'
import type { Message, MessageRecord } from '../../wire/message.ts'
import { equalKey } from '../../zone/same.ts'
import { hasTarget, NONE, type RRset, type Zone } from '../../zone/zone.ts'
import { type Behind, type LayerOf, messageBehind } from './behind.ts'
import type { At, SentRecord, ViewAnswer } from './explanation.ts'
import { listedAt } from './listed-at.ts'
import { say } from './says.ts'

/** The records of the message by section, each with its source. `view` is the one that answered; `all`: the faces of all views. */
export function sourcesOf(
  message: Message,
  response: Response,
  view: number,
  all: readonly LoadedFace[],
  { layerOf = () => undefined, madeOf, text }: SourcesOptions,
): ViewAnswer['sections'] {
  const known = candidates(response, view, all, { layerOf, madeOf, text })
  const told = (section: Section, records: readonly MessageRecord[]) =>
    records.map((record) => ({ ...sent(record), ...known.find((one) => isSame(one, section, record))?.source }))
  return {
    answer: told(Section.answer, message.answer),
    authority: told(Section.authority, message.authority),
    additional: told(Section.additional, message.additional),
  }
}

/** Says, for people, what a record is made of that no source of the face has. */
export type MadeOf = (face: LoadedFace, owner: Uint8Array, type: number) => Said | undefined

export type SourcesOptions = {
  readonly layerOf?: LayerOf | undefined
  readonly madeOf?: MadeOf | undefined
  /** Puts it into the user's language. */
  readonly text: Speaker['text']
}

type Source = Pick<SentRecord, 'zone' | 'file' | 'line' | 'how' | 'of'>

/** Finds the message that has added the record. */
type BehindOf = (record: Pick<Candidate, 'owner' | 'type' | 'rdata'>) => Behind | undefined

/** One record that the response holds. */
type Candidate = {
  readonly section: Section
  readonly owner: Uint8Array
  readonly type: number
  readonly rdata: Uint8Array
  readonly source: Source
}

/** What the records of one place in the response share. */
type Item = {
  readonly section: Section
  readonly owner: Uint8Array
  readonly zone: string
  readonly behind: BehindOf
  readonly made: (type: number) => Said | undefined
  readonly text: Speaker['text']
}

function candidates(
  response: Response,
  view: number,
  all: readonly LoadedFace[],
  { layerOf, madeOf, text }: SourcesOptions & { readonly layerOf: LayerOf },
): Candidate[] {
  const list: Candidate[] = []
  for (let i = 0; i < response.count; i++) {
    const zone = response.zones[i]!
    const face = all.find((one) => one.view === view && sameName(one.origin, 0, zone.apex, 0))
    const behind: BehindOf = (sought) => face && messageBehind(face, sought, all, layerOf)
    const owner = ownerOf(response, i)
    const made = (type: number) => face && madeOf?.(face, owner, type)
    const item = { section: response.section[i]!, owner, zone: nameText(zone.apex), behind, made, text }
    const entries = response.entries[i]
    if (entries !== undefined) {
      list.push(...listed(entries, response, i, item, face))
      continue
    }
    const proof = response.made[i]
    if (proof?.rdata !== undefined) {
      const source = { zone: item.zone, how: text(say('record-made-when-asked')) }
      list.push({ ...item, type: proof.type, rdata: proof.rdata, source })
      continue
    }
    if (response.set[i] === NONE) {
      const rdata = copyName(response.target[i]!, 0)
      const source = { zone: item.zone, how: text(say('record-made-from-dname')) }
      list.push({ ...item, type: Type.CNAME, rdata, source })
      continue
    }
    const synthesis = synthesisOf(response.owner[i] === OCTETS, proof !== undefined)
    for (const set of [response.set[i]!, response.signature[i]!])
      if (set !== NONE) list.push(...recordsOf(zone, set, item, face, synthesis))
  }
  return list
}

function synthesisOf(isWildcards: boolean, isSignedThen: boolean): Said | undefined {
  if (isWildcards) return isSignedThen ? say('record-of-signed-wildcard') : say('record-of-wildcard')
  return isSignedThen ? say('record-signed-when-asked') : undefined
}

/** The records of a list's entry, with the entry's line. */
function* listed(
  entries: Entries,
  response: Response,
  i: number,
  { section, owner, zone, text }: Pick<Item, 'section' | 'owner' | 'zone' | 'text'>,
  face: LoadedFace | undefined,
): Generator<Candidate> {
  const { at, how } = entryOf(face, owner)
  const [entry, type] = [response.entry[i]!, response.type[i]!]
  for (let index = 0; index < entries.count(entry, type); index++) {
    const rdata = new Uint8Array(MAX_RDATA)
    const length = entries.write(entry, type, index, rdata, 0)
    yield { section, owner, type, rdata: rdata.slice(0, length), source: { zone, ...at, how: text(how) } }
  }
}

function entryOf(face: LoadedFace | undefined, owner: Uint8Array): { readonly at: At | undefined; readonly how: Said } {
  const source = face?.face.source
  const at = source?.kind === 'list' ? listedAt(source.list, owner) : undefined
  return { at, how: at ? say('record-listed') : say('record-listed-nowhere') }
}

function* recordsOf(
  zone: Zone,
  set: RRset,
  item: Item,
  face: LoadedFace | undefined,
  synthesis: Said | undefined,
): Generator<Candidate> {
  const type = zone.type(set)
  const entry = isEntry(zone, face, item.owner, type) ? entryOf(face, item.owner) : undefined
  let data = zone.dataOf(set)
  for (let i = 0; i < zone.size(set); i++, data = zone.nextData(data, hasTarget(type))) {
    const line = zone.line(set, i)
    const at = line > 0 ? face?.lines?.at(line) : entry?.at
    const rdata = zone.heap.slice(data, data + zone.lengthOf(data))
    const message = line === 0 ? item.behind({ owner: item.owner, type, rdata }) : undefined
    const note = message ? item.text(message.said) : line > 0 && face?.lines?.noteAt(line)
    const made =
      entry?.how ??
      (line === 0 && isMadeHere(zone, face, item.owner, type)
        ? say('record-made-here', { why: item.made(type) ?? say('record-of-signed-zone') })
        : undefined)
    const said = [made, synthesis].flatMap((part) => (part === undefined ? [] : [item.text(part)]))
    const how = [note, ...said].filter((part) => part).join('; ')
    yield {
      section: item.section,
      owner: item.owner,
      type,
      rdata,
      source: {
        zone: item.zone,
        ...at,
        ...(how && { how }),
        ...(message && message.of.length > 0 && { of: message.of }),
      },
    }
  }
}

/** Whether the record comes from an entry of a list that Janus serves signed. */
function isEntry(zone: Zone, face: LoadedFace | undefined, owner: Uint8Array, type: number): boolean {
  const content = face?.served
  if (content?.entries === undefined || content === zone || (type !== Type.A && type !== Type.TXT)) return false
  const node = content.find(new Suffixes().set(owner, 0), 0)
  return node === NONE || content.rrset(node, type) === NONE
}

/**
 * Whether signing made the record: a signed zone has records that its content has not (keys, signatures, denials, and DS of child zones
 * signed here).
 */
function isMadeHere(zone: Zone, face: LoadedFace | undefined, owner: Uint8Array, type: number): boolean {
  const content = face?.served
  if (content === undefined || content === zone) return false
  if (type === Type.RRSIG) return true
  const node = content.find(new Suffixes().set(owner, 0), 0)
  const set = node === NONE ? NONE : content.rrset(node, type)
  return set === NONE || content.line(set, 0) > 0
}

function ownerOf(response: Response, i: number): Uint8Array {
  if (response.owner[i] !== OCTETS) return response.zones[i]!.name(response.owner[i]!)
  const at = response.ownerAt[i]!
  return response.ownerBytes[i]!.subarray(at)
}

/** Compression may change the case of names (RFC 4343 §4.1); names that differ in case are equal. */
function isSame(one: Candidate, section: Section, record: MessageRecord): boolean {
  if (one.section !== section || one.type !== record.type || !sameName(one.owner, 0, record.name, 0)) return false
  const key = ({ type, rdata }: Pick<MessageRecord, 'type' | 'rdata'>) => equalKey(type, rdata, 0, rdata.length)
  return key(one) === key(record)
}

function sent({ name, ttl, type, rdata }: MessageRecord): SentRecord {
  return { owner: nameText(name), ttl, type: typeName(type), rdata: printRdata(type, rdata, 0, rdata.length) }
}
