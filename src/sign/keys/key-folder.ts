// The keys of one zone on the disk: each in a file of its own as PKCS#8, and beside them what is known of them. All faces of the
// zone have them.
//
//   keys/zone/univ.example/keys.json        what each file is, what the parent names, which tags there have been
//   keys/zone/univ.example/13-34616.pem     one key, for the eyes of its owner alone

import { createHash, createPrivateKey, type KeyObject } from 'node:crypto'
import { closeSync, existsSync, fchownSync, fstatSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Said } from '../../dns/said.ts'
import { fillFrom, openRegular, TooLargeFile } from '../../system/regular-file.ts'
import { whyOf } from '../../system/why.ts'
import { moveWhole, syncFolder, writeWhole } from '../../system/write-whole.ts'
import { algorithmsOf, signingAlgorithms } from '../algorithms.ts'
import { keyTag } from '../key-tag.ts'
import { publicHalf, rollKeysOf, withRollKeys } from '../roll/kept-keys.ts'
import { withoutLost } from '../roll/lost-keys.ts'
import { isPublished, type RollKey } from '../roll/record-states.ts'
import type { Retention } from '../roll/solver.ts'
import { say } from '../says.ts'
import { dnskeyOf, type KeyRole, type KeyUse, usualUse, type ZoneKey } from '../zone-key.ts'

/** What keys.json holds. */
export type KeyRecord = {
  /** 1: of a Janus that knew no rolls. */
  readonly version: 1 | 2
  readonly keys: readonly KeyEntry[]
  /** Tags that keys of the zone have had, these among them: another key gets another (RFC 4034 §5.3 does not ask for it; verifiers thank). */
  readonly tags: readonly number[]
  /** When somebody was given a copy last, in ISO 8601. */
  readonly exported?: string
  /** For how long caches may keep what there was since the keys were last at rest, in seconds. */
  readonly retention?: Retention
  /** What the clock said at the boot, when these times were written. */
  readonly clock?: { readonly boot: string; readonly seconds: number }
  /** The same of what was served of the zone: now, and until others of its TTLs are forgotten. */
  readonly served?: readonly ServedTtls[]
}

/** `until`: in caches, in seconds since 1970; missing of those that are served. */
export type ServedTtls = Omit<Retention, 'ds'> & { readonly until?: number }

export type KeyEntry = {
  readonly file: string
  readonly algorithm: number
  readonly tag: number
  readonly role: KeyRole
  /** Whether it is to be in use in the end, or to be gone. */
  readonly isWanted: boolean
  /** Tags of the keys that it takes the place of. */
  readonly replaces?: readonly number[]
  /** How far that has come; missing until somebody has been served with it. */
  readonly records?: RollKey['records']
  /** Rdata of its DNSKEY, in Base64. Earlier versions did not write it. */
  readonly dnskey?: string
  /** In ISO 8601. */
  readonly made: string
  /** Where it was made by something else. */
  readonly isImported?: boolean
}

export type ZoneKeys =
  /** There have never been any. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'good'
      readonly keys: readonly ZoneKey[]
      readonly record: KeyRecord
      /** Those whose files cannot be used: the others sign in their place. */
      readonly lost: readonly LostKey[]
    }
  /** There should be some, and they cannot be used: nothing is made in their place. */
  | { readonly kind: 'faulty'; readonly reason: Said; readonly record?: KeyRecord }

export type LostKey = { readonly algorithm: number; readonly tag: number; readonly reason: Said }

const RECORD = 'keys.json'
/** An older Janus takes it for damaged, and leaves what is signed as it is: it would use all keys at once. */
const VERSION = 2
/** In octets: far above what a key or a record takes. */
const MAX_SIZE = 1 << 16
/** Whoever is not the owner. */
const OTHERS = 0o077

export function readZoneKeys(folder: string): ZoneKeys {
  try {
    // In this order: the first keys come with their folder, while others may look.
    if (!existsSync(folder)) return { kind: 'none' }
    if (!hasRecord(folder)) return faulty(say('keys-record-none', { file: RECORD, folder }))
    const record = recordIn(readPrivate(join(folder, RECORD)))
    if (record === undefined) return faulty(say('keys-record-damaged', { file: join(folder, RECORD) }))
    return keysOf(folder, record)
  } catch (error) {
    return faulty(whyUnread(error))
  }
}

/** When somebody was given a copy of the keys last, as far as their record can be read. */
export function copiedAt(folder: string): string | undefined {
  try {
    return recordIn(readPrivate(join(folder, RECORD)))?.exported
  } catch {
    return undefined
  }
}

/** While keys are written, their folder is there without one. */
export function hasRecord(folder: string): boolean {
  return existsSync(join(folder, RECORD))
}

function faulty(reason: Said, record?: KeyRecord): ZoneKeys {
  return { kind: 'faulty', reason, ...(record && { record }) }
}

function recordIn(octets: Buffer): KeyRecord | undefined {
  try {
    const read = JSON.parse(octets.toString('utf8')) as KeyRecord
    if (![1, 2].includes(read.version) || !Array.isArray(read.keys) || !Array.isArray(read.tags)) return undefined
    return { ...read, keys: read.keys.map((entry) => ({ ...entry, isWanted: entry.isWanted ?? true })) }
  } catch {
    return undefined
  }
}

function keysOf(folder: string, record: KeyRecord): ZoneKeys {
  const lost: LostKey[] = []
  const halves = record.keys.map((entry): Halves => {
    try {
      return readKey(folder, entry)
    } catch (error) {
      lost.push({ algorithm: entry.algorithm, tag: entry.tag, reason: reasonOf(error, join(folder, entry.file)) })
      return { key: undefined, dnskey: publicHalfOf(entry) }
    }
  })
  const states = withoutLost(rollKeysOf(record, LATER), lost, LATER)
  const keys = record.keys.flatMap(({ role, algorithm, tag }, i): ZoneKey[] => {
    const { key, dnskey } = halves[i]!
    return states === undefined || dnskey === undefined
      ? []
      : [{ ...{ role, algorithm, tag, dnskey, key }, use: useOf(states[i]!.records) }]
  })
  return keys.length === record.keys.length ? { kind: 'good', record, keys, lost } : faulty(lost[0]!.reason, record)
}

function reasonOf(error: unknown, path: string): Said {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return say('keys-file-gone', { file: path })
  return code === 'EACCES' ? say('keys-file-denied', { file: path }) : whyUnread(error)
}

function whyUnread(error: unknown): Said {
  return error instanceof Unusable ? error.said : say('keys-unread', { why: whyOf(error) })
}

/** A file that can be read, and holds no key that may be used. */
class Unusable extends Error {
  readonly said: Said

  constructor(said: Said) {
    super(said.code)
    this.said = said
  }
}

/** What is on record of a key whose file is gone, damaged or open to others, where this is that key. */
export function lostEntry(folder: string, record: KeyRecord, { algorithm, key }: ZoneKey): KeyEntry | undefined {
  return record.keys.find((entry) => {
    const dnskey = dnskeyOf(entry.role, algorithm, key!)
    if (entry.algorithm !== algorithm || keyTag(dnskey) !== entry.tag) return false
    // Another key may have the same tag: the parent and caches would know none of its signatures.
    if (Buffer.compare(publicHalfOf(entry) ?? dnskey, dnskey) !== 0) return false
    try {
      return readKey(folder, entry).key === undefined
    } catch {
      return true
    }
  })
}

/** Puts it where its record says. Throws system errors. */
export function bringBack(folder: string, { file }: KeyEntry, { key }: ZoneKey): void {
  writePrivate(join(folder, file), key!.export({ type: 'pkcs8', format: 'pem' }))
}

/** Than all that may be on record: whatever has been done is over. */
const LATER = Number.MAX_SAFE_INTEGER

type Halves = { readonly key: KeyObject | undefined; readonly dnskey: Uint8Array | undefined }

function readKey(folder: string, entry: KeyEntry): Halves {
  const { file, algorithm, tag, role } = entry
  const path = join(folder, file)
  const key = privateKeyIn(readPrivate(path), path)
  const dnskey = dnskeyOf(role, algorithm, key)
  const known = publicHalfOf(entry) ?? dnskey
  // A tag is a sum: the parent knows the key, and no other one that has its tag.
  if (!algorithmsOf(key).includes(algorithm) || keyTag(dnskey) !== tag || Buffer.compare(known, dnskey) !== 0)
    throw new Unusable(say('keys-file-other', { file: path, record: RECORD }))
  return { key, dnskey }
}

function publicHalfOf({ dnskey, algorithm, tag }: KeyEntry): Uint8Array | undefined {
  if (typeof dnskey !== 'string') return undefined
  const rdata = new Uint8Array(Buffer.from(dnskey, 'base64'))
  return rdata.length > 4 && rdata[3] === algorithm && keyTag(rdata) === tag ? rdata : undefined
}

/** As the states of its records tell. */
export function useOf({ dnskey, krrsig, zrrsig, ds }: RollKey['records']): KeyUse {
  return {
    isPublished: isPublished(dnskey),
    signsKeys: isPublished(krrsig),
    signsData: isPublished(zrrsig),
    isNamed: isPublished(ds),
  }
}

function privateKeyIn(pem: Buffer, path: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new Unusable(say('keys-file-no-key', { file: path }))
  }
}

/** Throws where others may read it, or change it. */
function readPrivate(path: string): Buffer {
  const { fd, size } = openRegular(path)
  try {
    if (size > MAX_SIZE) throw new TooLargeFile(size, MAX_SIZE)
    const { mode } = fstatSync(fd)
    if ((mode & OTHERS) !== 0) throw new Unusable(say('keys-file-open', { file: path }))
    const octets = Buffer.alloc(size)
    return octets.subarray(0, fillFrom(fd, octets))
  } finally {
    closeSync(fd)
  }
}

type Added = {
  readonly now: Date
  readonly isImported?: boolean
  readonly replaces?: (role: KeyRole) => readonly number[]
  /** How far whoever signed with it before has come. */
  readonly statesOf?: (key: ZoneKey) => Partial<Pick<KeyEntry, 'records' | 'isWanted' | 'replaces'>> | undefined
  /** The record as it is once the keys are written, where others may have written it; throws where they cannot stand beside it. */
  readonly latest?: () => KeyRecord | undefined
}

/**
 * Adds keys to those of the zone. It writes the record last, and only the record counts. The first keys appear together with their folder:
 * so a crash never leaves a folder of keys of which nobody knows whether they have signed anything. Throws system errors.
 */
export function addZoneKeys(
  folder: string,
  before: KeyRecord | undefined,
  added: readonly ZoneKey[],
  how: Added,
): KeyRecord {
  if (existsSync(folder)) return addTo(folder, before, added, how)
  // No zone's folder has such a name: in those, hexadecimal digits follow a %. The zone's own may be as long as a file's name may be.
  const draft = join(dirname(folder), `%new-${createHash('sha1').update(basename(folder)).digest('hex')}`)
  rmSync(draft, { recursive: true, force: true })
  try {
    const record = addTo(draft, before, added, how)
    moveWhole(draft, folder)
    return record
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw error
  }
}

function addTo(
  folder: string,
  before: KeyRecord | undefined,
  added: readonly ZoneKey[],
  { now, isImported = false, replaces, statesOf, latest }: Added,
): KeyRecord {
  makeFolders(folder)
  const entries = added.map((key): KeyEntry => {
    const { algorithm, tag, role } = key
    const [file, made] = [`${algorithm}-${tag}.pem`, now.toISOString()]
    return {
      ...{ file, algorithm, tag, role, dnskey: publicHalf(key), isWanted: true, made },
      ...statesOf?.(key),
      ...(isImported && { isImported }),
      ...(replaces && { replaces: replaces(role) }),
    }
  })
  const paths = entries.map(({ file }) => join(folder, file))
  const isThere = paths.map((path) => existsSync(path))
  try {
    for (const [i, { key }] of added.entries()) writePrivate(paths[i]!, key!.export({ type: 'pkcs8', format: 'pem' }))
    const record = withEntries(latest === undefined ? before : latest(), entries)
    writeRecord(folder, record)
    return record
  } catch (error) {
    // Nobody would know what they are.
    for (const [i, path] of paths.entries()) if (!isThere[i]) rmSync(path, { force: true })
    throw error
  }
}

function withEntries(before: KeyRecord | undefined, entries: readonly KeyEntry[]): KeyRecord {
  return {
    ...before,
    version: VERSION,
    keys: [...(before?.keys ?? []), ...entries],
    tags: [...new Set([...(before?.tags ?? []), ...entries.map(({ tag }) => tag)])],
  }
}

/** A record of a Janus that knew no rolls: what it tells of has been served since, all of it at once. */
export function withStates(record: KeyRecord): KeyRecord {
  if (record.version !== 1) return record
  const since = Math.min(...record.keys.map(({ made }) => Math.floor(Date.parse(made) / 1000)))
  return withRollKeys(record, rollKeysOf(record, since))
}

export function writeRecord(folder: string, record: KeyRecord): void {
  writePrivate(join(folder, RECORD), `${JSON.stringify(record, undefined, 2)}\n`)
}

/** Beside the old one first: whoever reads sees the one or the other, and so does who comes after a power failure. */
function writePrivate(path: string, text: string | Buffer): void {
  writeWhole(path, text, { mode: 0o600, prepare: (fd) => giveToOwner(fd, dirname(path)) })
}

/** Root imports keys for the server, whose the folder is. */
function giveToOwner(fd: number, folder: string): void {
  const { uid, gid } = statSync(folder)
  if (process.geteuid?.() === 0 && uid !== 0) fchownSync(fd, uid, gid)
}

/** keys, keys/zone, keys/zone/NAME; the first keeps itself out of a git work tree that it may lie in. */
function makeFolders(folder: string): void {
  const top = dirname(dirname(folder))
  const made = [top, dirname(folder), folder].filter((one) => !existsSync(one))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const one of made) {
    giveLikeAbove(one)
    syncFolder(dirname(one))
  }
  const ignored = join(top, '.gitignore')
  if (!existsSync(ignored)) writeWhole(ignored, '*\n', { mode: 0o644, prepare: (fd) => giveToOwner(fd, top) })
}

/** As giveToOwner() of a file. */
function giveLikeAbove(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    giveToOwner(fd, dirname(folder))
  } finally {
    closeSync(fd)
  }
}

/** Draws keys until their tags, revoked ones too (RFC 5011 §3), are those of no other key that the zone has had. */
export function drawKeys(roles: readonly KeyRole[], algorithm: number, taken: readonly number[]): ZoneKey[] {
  const tags = new Set(taken)
  const made = signingAlgorithms.get(algorithm)!
  return roles.map((role) => {
    for (;;) {
      const key = made.make()
      const dnskey = dnskeyOf(role, algorithm, key)
      const revoked = dnskey.slice()
      revoked[1]! |= REVOKED
      const [tag, revokedTag] = [keyTag(dnskey), keyTag(revoked)]
      if (tags.has(tag) || tags.has(revokedTag)) continue
      tags.add(tag).add(revokedTag)
      return { role, algorithm, tag, dnskey, key, use: { ...usualUse(role), isNamed: false } }
    }
  })
}

const REVOKED = 0x80
