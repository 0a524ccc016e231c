// The keys of one zone on the disk: each in a file of its own as PKCS#8, and beside them their record. All faces of the zone share them.
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

/** The content of keys.json. */
export type KeyRecord = {
  /** 1: written by a Janus that knew no rolls. */
  readonly version: 1 | 2
  readonly keys: readonly KeyEntry[]
  /** Tags of all keys that the zone has had: a new key gets another tag, which spares validators work (RFC 4034 §5.3 does not ask for it). */
  readonly tags: readonly number[]
  /** When the keys were last exported, in ISO 8601. */
  readonly exported?: string
  /** During a roll: the longest that caches may keep what was served since it began, in seconds. */
  readonly retention?: Retention
  /** The boot of the machine and its time by the clock, when these times were written. */
  readonly clock?: { readonly boot: string; readonly seconds: number }
  /** TTLs of the zone: those that are served now, and earlier ones until caches have forgotten them. */
  readonly served?: readonly ServedTtls[]
}

/** `until`: when caches have forgotten them, in seconds since 1970; missing for the TTLs that are served. */
export type ServedTtls = Omit<Retention, 'ds'> & { readonly until?: number }

export type KeyEntry = {
  readonly file: string
  readonly algorithm: number
  readonly tag: number
  readonly role: KeyRole
  /** Whether it is to be in use in the end, or to be gone. */
  readonly isWanted: boolean
  /** Tags of the keys that it replaces. */
  readonly replaces?: readonly number[]
  /** The states of its records; missing until the key has been served. */
  readonly records?: RollKey['records']
  /** Rdata of its DNSKEY, in Base64. Earlier versions did not write it. */
  readonly dnskey?: string
  /** When it was made, in ISO 8601. */
  readonly made: string
  /** Whether another program made it. */
  readonly isImported?: boolean
}

export type ZoneKeys =
  /** The zone has never had keys. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'good'
      readonly keys: readonly ZoneKey[]
      readonly record: KeyRecord
      /** Keys whose files cannot be used: others sign in their place. */
      readonly lost: readonly LostKey[]
    }
  /** There should be keys, and they cannot be used: new ones are not made in their place. */
  | { readonly kind: 'faulty'; readonly reason: Said; readonly record?: KeyRecord }

export type LostKey = { readonly algorithm: number; readonly tag: number; readonly reason: Said }

const RECORD = 'keys.json'
/** An older Janus takes this version for damaged and leaves the signed zone as it is: it would use all keys at once. */
const VERSION = 2
/** Octets of a file: far more than a key or a record takes. */
const MAX_SIZE = 1 << 16
/** The mode bits of everybody but the owner. */
const OTHERS = 0o077

export function readZoneKeys(folder: string): ZoneKeys {
  try {
    // The folder first, then the record: the first keys may appear, with their folder, at any moment.
    if (!existsSync(folder)) return { kind: 'none' }
    if (!hasRecord(folder)) return faulty(say('keys-record-none', { file: RECORD, folder }))
    const record = recordIn(readPrivate(join(folder, RECORD)))
    if (record === undefined) return faulty(say('keys-record-damaged', { file: join(folder, RECORD) }))
    return keysOf(folder, record)
  } catch (error) {
    return faulty(whyUnread(error))
  }
}

/** When the keys were last exported; undefined also where their record cannot be read. */
export function copiedAt(folder: string): string | undefined {
  try {
    return recordIn(readPrivate(join(folder, RECORD)))?.exported
  } catch {
    return undefined
  }
}

/** Whether the folder has a record. */
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

/** The file can be read, but holds no key that may be used. */
class Unusable extends Error {
  readonly said: Said

  constructor(said: Said) {
    super(said.code)
    this.said = said
  }
}

/** The record's entry of this key, if the key's file is gone, damaged or open to others. */
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

/** Writes the key into the file that its record names. Throws system errors. */
export function bringBack(folder: string, { file }: KeyEntry, { key }: ZoneKey): void {
  writePrivate(join(folder, file), key!.export({ type: 'pkcs8', format: 'pem' }))
}

/** Later than any time on record: all waits are over. */
const LATER = Number.MAX_SAFE_INTEGER

type Halves = { readonly key: KeyObject | undefined; readonly dnskey: Uint8Array | undefined }

function readKey(folder: string, entry: KeyEntry): Halves {
  const { file, algorithm, tag, role } = entry
  const path = join(folder, file)
  const key = privateKeyIn(readPrivate(path), path)
  const dnskey = dnskeyOf(role, algorithm, key)
  const known = publicHalfOf(entry) ?? dnskey
  // Another key may have the same tag: the whole key has to be the one on record.
  if (!algorithmsOf(key).includes(algorithm) || keyTag(dnskey) !== tag || Buffer.compare(known, dnskey) !== 0)
    throw new Unusable(say('keys-file-other', { file: path, record: RECORD }))
  return { key, dnskey }
}

function publicHalfOf({ dnskey, algorithm, tag }: KeyEntry): Uint8Array | undefined {
  if (typeof dnskey !== 'string') return undefined
  const rdata = new Uint8Array(Buffer.from(dnskey, 'base64'))
  return rdata.length > 4 && rdata[3] === algorithm && keyTag(rdata) === tag ? rdata : undefined
}

/** How the key is used, by the states of its records. */
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

/** Reads the file. Throws where others may read or change it. */
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
  /** The states in which another signer has left the key. */
  readonly statesOf?: (key: ZoneKey) => Partial<Pick<KeyEntry, 'records' | 'isWanted' | 'replaces'>> | undefined
  /** Reads the record again after the keys are written, where another process may have changed it; throws where the keys do not fit it. */
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
  // No zone's folder has such a name: there, hexadecimal digits follow a "%". The hash keeps it short where the zone's name is long.
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
    // Without the record nobody would know what these files are.
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

/** Gives states to a record of a Janus that knew no rolls: it served all of its keys from their making on. */
export function withStates(record: KeyRecord): KeyRecord {
  if (record.version !== 1) return record
  const since = Math.min(...record.keys.map(({ made }) => Math.floor(Date.parse(made) / 1000)))
  return withRollKeys(record, rollKeysOf(record, since))
}

export function writeRecord(folder: string, record: KeyRecord): void {
  writePrivate(join(folder, RECORD), `${JSON.stringify(record, undefined, 2)}\n`)
}

/** Writes the file whole: a reader sees the old one or the new one, after a power failure too. */
function writePrivate(path: string, text: string | Buffer): void {
  writeWhole(path, text, { mode: 0o600, prepare: (fd) => giveToOwner(fd, dirname(path)) })
}

/** Gives a file that root writes, as at an import, to the owner of the folder. */
function giveToOwner(fd: number, folder: string): void {
  const { uid, gid } = statSync(folder)
  if (process.geteuid?.() === 0 && uid !== 0) fchownSync(fd, uid, gid)
}

/** Makes keys, keys/zone and keys/zone/NAME. A .gitignore in the first keeps keys out of a git work tree. */
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

/** The same as giveToOwner() for a folder. */
function giveLikeAbove(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    giveToOwner(fd, dirname(folder))
  } finally {
    closeSync(fd)
  }
}

/** Makes keys whose tags, revoked ones too (RFC 5011 §3), no other key of the zone has had. */
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
