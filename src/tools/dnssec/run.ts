// `janus dnssec ds|import|export`: works on the files of keys alone, whether a server runs or not; a server takes them at its next reload.

import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { sameName } from '../../dns/name.ts'
import { nameKey } from '../../dns/name-key.ts'
import { nameText, readName } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import { Type } from '../../dns/types.ts'
import { whyRefused } from '../../keys/refusal.ts'
import { readBindKey, readDnskeyLine, readPemKey, writeBindKey } from '../../sign/keys/bind-key.ts'
import { type BindState, entryOf, readBindState } from '../../sign/keys/bind-state.ts'
import {
  addZoneKeys,
  bringBack,
  hasRecord,
  type KeyEntry,
  type KeyRecord,
  lostEntry,
  readZoneKeys,
  withStates,
  writeRecord,
} from '../../sign/keys/key-folder.ts'
import { dsOf, type KeyRole, signs, usualUse, type ZoneKey, zoneKeyOf } from '../../sign/zone-key.ts'
import { zoneFolder } from '../../signing/zone-folder.ts'
import { readRegular } from '../../system/regular-file.ts'
import { syncFolder } from '../../system/write-whole.ts'
import { loadFound } from '../../text/config/find.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { SignSetting } from '../../text/config/sign-setting.ts'
import { configProblemsText } from '../../text/config/told.ts'
import { wantsColour } from '../../text/findings/colour.ts'
import { recordLine } from '../../text/zonefile/printer.ts'
import { Exit } from '../exit.ts'
import { english, say } from './says.ts'
import { type Signalled, signalLines } from './signals.ts'

export type KeyOptions = { readonly config?: string; readonly json?: boolean; readonly to?: string }

/** `signal`: names of servers to print signalling records for. */
export type DsOptions = KeyOptions & { readonly signal?: readonly string[] }

export type ImportOptions = KeyOptions & { readonly role?: KeyRole; readonly algorithm?: number }

/** The size of an RSA private key in BIND's form, with room to spare, in octets. */
const MAX_SIZE = 1 << 15

/** Returns the exit code, as the other commands here do. */
export function showDs(zone: string, options: DsOptions): number {
  return withZone(zone, options, ({ keys }, { name, origin, dnskeyTtl }) => {
    const read = readZoneKeys(zoneFolder(keys.path, origin))
    if (read.kind === 'none') return refuse(say('dnssec-no-keys', { zone: name }))
    if (read.kind === 'faulty') return refuse(say('dnssec-faulty', { zone: name, why: read.reason }))
    const isNamed = read.keys.some(({ use }) => use.isNamed)
    const wanted = new Set(
      read.record.keys.filter(({ role, isWanted }) => role !== 'zsk' && isWanted).map(({ tag }) => tag),
    )
    const named = read.keys.filter(({ tag, use }) => (isNamed ? use.isNamed : wanted.has(tag)))
    if (options.signal !== undefined)
      return showSignals(options.signal, { origin, ttl: dnskeyTtl, keys: named }, { isNamed, json: options.json })
    const line = (type: number, rdata: Uint8Array) => recordLine({ owner: origin, ttl: dnskeyTtl, type, rdata })
    const lines = named.map((key) => ({ ds: line(Type.DS, dsOf(origin, key)), dnskey: line(Type.DNSKEY, key.dnskey) }))
    if (options.json) process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`)
    else {
      tell(isNamed ? say('dnssec-registrar') : say('dnssec-registrar-later'))
      for (const { ds, dnskey } of lines) process.stdout.write(`${ds}\n${dnskey}\n`)
    }
    return Exit.good
  })
}

/** Prints the signalling records; refuses while the zone does not have the CDS records that they copy. */
function showSignals(
  servers: readonly string[],
  signalled: Signalled,
  { isNamed, json = false }: { readonly isNamed: boolean; readonly json: boolean | undefined },
): number {
  if (!isNamed) return refuse(say('dnssec-signal-early'))
  const all: { readonly server: string; readonly lines: readonly string[] }[] = []
  for (const server of servers) {
    const lines = signalLines(server, signalled)
    if ('code' in lines) return refuse(lines)
    all.push({ server, lines })
  }
  if (json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`)
  else
    for (const { server, lines } of all) {
      tell(say('dnssec-signal', { server }))
      for (const line of lines) process.stdout.write(`${line}\n`)
    }
  return Exit.good
}

/** A copy of a key whose own file cannot be used: `entry` is the key's entry in the record. */
type Back = { readonly file: string; readonly key: ZoneKey; readonly entry: KeyEntry }

type Taken = { readonly file: string; readonly key: ZoneKey; readonly state: BindState | undefined }

export function importKeys(zone: string, files: readonly string[], options: ImportOptions): number {
  return withZone(zone, options, ({ keys }, { name, origin }) => {
    const folder = zoneFolder(keys.path, origin)
    const before = readZoneKeys(folder)
    const onRecord = before.kind === 'none' ? undefined : before.record
    const record = before.kind === 'good' ? withStates(before.record) : undefined
    const tags = new Set(record?.tags)
    const taken: Taken[] = []
    const back: Back[] = []
    for (const file of files) {
      const key = readKey(file, origin, options)
      if ('code' in key) return refuse(key)
      const entry = onRecord && lostEntry(folder, onRecord, key)
      if (entry !== undefined) {
        back.push({ file, key, entry })
        continue
      }
      if (before.kind === 'faulty') return refuse(say('dnssec-faulty', { zone: name, why: before.reason }))
      if (tags.has(key.tag)) return refuse(say('dnssec-tag-taken', { file, tag: key.tag }))
      const state = stateBeside(file, key)
      if (state !== undefined && 'code' in state) return refuse(state)
      tags.add(key.tag)
      taken.push({ file, key: roleOf(key, state, options), state })
    }
    const known = before.kind === 'good' ? before.keys : []
    const whole = withRoles(taken, known)
    const alone = whole.find(({ key }) => !isWhole(key.algorithm, [...known, ...whole.map(({ key }) => key)]))
    if (alone !== undefined)
      return refuse(say('dnssec-zsk-alone', { file: alone.file, algorithm: alone.key.algorithm }))
    try {
      for (const { entry, key } of back) bringBack(folder, entry, key)
      if (whole.length > 0)
        addZoneKeys(
          folder,
          record,
          whole.map(({ key }) => key),
          {
            ...{ now: new Date(), isImported: true, statesOf: ({ tag }) => entriesOf(whole, tag) },
            latest: () => recordNow(folder, before, whole),
          },
        )
    } catch (error) {
      if (error instanceof WrittenMeanwhile) return refuse(say('dnssec-meanwhile', { zone: name }))
      return refuse(say('dnssec-cannot-write', { file: folder, why: whyRefused(error) }))
    }
    for (const { file, entry } of back) tell(say('dnssec-brought-back', { file, tag: entry.tag }))
    for (const { file, key, state } of whole) {
      tell(say('dnssec-imported', { file, algorithm: key.algorithm, tag: key.tag, role: key.role }))
      if (state !== undefined) tell(say('dnssec-goes-on', { tag: key.tag }))
    }
    tell(say('dnssec-then-reload'))
    return Exit.good
  })
}

class WrittenMeanwhile extends Error {}

/**
 * The record as it is now: a server may have written it since we read it, and made keys. Throws WrittenMeanwhile where ours do not fit
 * beside them.
 */
function recordNow(
  folder: string,
  before: ReturnType<typeof readZoneKeys>,
  taken: readonly Taken[],
): KeyRecord | undefined {
  if (before.kind === 'none' && !hasRecord(folder)) return undefined
  const now = readZoneKeys(folder)
  const isFit = now.kind === 'good' && before.kind === 'good'
  if (!isFit || taken.some(({ key }) => now.record.tags.includes(key.tag))) throw new WrittenMeanwhile()
  return withStates(now.record)
}

/** BIND's state of the key; undefined where there is no such file. */
function stateBeside(file: string, key: ZoneKey): BindState | Said | undefined {
  const path = file.replace(/\.private$/, '.state')
  if (path === file || !existsSync(path)) return undefined
  try {
    const state = readBindState(readRegular(path, MAX_SIZE).toString('latin1'), key)
    return typeof state === 'string' ? say('dnssec-not-taken', { file: path, why: state }) : state
  } catch (error) {
    return say('dnssec-unread', { file: path, why: whyRefused(error) })
  }
}

/** The key with its role: what BIND signs with it counts before its flags. */
function roleOf(key: ZoneKey, state: BindState | undefined, { role }: ImportOptions): ZoneKey {
  const meant = role === undefined ? state?.role : undefined
  if (meant === undefined || meant === key.role || key.key === undefined) return key
  return zoneKeyOf(meant, key.algorithm, key.key)
}

function entriesOf(taken: readonly Taken[], tag: number): ReturnType<typeof entryOf> | undefined {
  const state = taken.find(({ key }) => key.tag === tag)?.state
  return state && entryOf(state)
}

function readKey(file: string, origin: Uint8Array, { role, algorithm }: ImportOptions): ZoneKey | Said {
  let text: string
  try {
    text = readRegular(file, MAX_SIZE).toString('latin1')
  } catch (error) {
    return say('dnssec-unread', { file, why: whyRefused(error) })
  }
  const isPem = text.includes('-----BEGIN')
  const said = isPem ? undefined : lineBeside(file)
  const owner = said && readName(said.owner)
  if (owner !== undefined && (typeof owner === 'string' || !sameName(owner, 0, origin, 0)))
    return say('dnssec-other-zone', { file, owner: said!.owner, zone: nameText(origin) })
  if (said?.isRevoked) return say('dnssec-not-taken', { file, why: 'it is revoked (RFC 5011)' })
  const meant = role ?? said?.role ?? 'csk'
  const key = isPem ? readPemKey(text, meant, algorithm) : readBindKey(text, meant)
  if (typeof key === 'string') return say('dnssec-not-taken', { file, why: key })
  return isPem || role !== undefined ? key : asNamed(file, key, said !== undefined)
}

/** The key, where it has the tag in the name that BIND gave the file: its flags count into that. Without a .key the name decides on them. */
function asNamed(file: string, key: ZoneKey, hasLine: boolean): ZoneKey | Said {
  const name = /\+\d{3}\+(\d{5})\.private$/.exec(file)?.[1]
  if (name === undefined || Number(name) === key.tag) return key
  const zsk = zoneKeyOf('zsk', key.algorithm, key.key!)
  if (!hasLine && zsk.tag === Number(name)) return zsk
  return say('dnssec-other-tag', { file, named: Number(name), tag: key.tag })
}

function lineBeside(file: string): ReturnType<typeof readDnskeyLine> {
  try {
    return readDnskeyLine(readFileSync(file.replace(/\.private$/, '.key'), 'utf8'))
  } catch {
    return undefined
  }
}

/** Whether keys of the algorithm sign both the zone and its keys (RFC 4035 §2.2: each algorithm in the DNSKEY set signs all of it). */
function isWhole(algorithm: number, keys: readonly ZoneKey[]): boolean {
  const its = keys.filter((key) => key.algorithm === algorithm)
  return its.some((key) => signs(key, true)) && its.some((key) => signs(key, false))
}

/** Makes a KSK sign everything where no other key of its algorithm signs the rest (RFC 6781 §3.1). */
function withRoles(taken: readonly Taken[], known: readonly ZoneKey[]): Taken[] {
  const all = [...known, ...taken.map(({ key }) => key)]
  return taken.map(({ key, ...one }) => {
    const isAlone = !all.some(({ role, algorithm }) => role !== 'ksk' && algorithm === key.algorithm)
    return { ...one, key: key.role === 'ksk' && isAlone ? { ...key, role: 'csk', use: usualUse('csk') } : key }
  })
}

export function exportKeys(zone: string, options: KeyOptions): number {
  return withZone(zone, options, ({ keys }, { name, origin, dnskeyTtl }) => {
    const folder = zoneFolder(keys.path, origin)
    const read = readZoneKeys(folder)
    if (read.kind === 'none') return refuse(say('dnssec-no-keys', { zone: name }))
    if (read.kind === 'faulty') return refuse(say('dnssec-faulty', { zone: name, why: read.reason }))
    const to = options.to!
    const written: string[] = []
    const write = (file: string, text: string) => writeNew(join(to, file), text, written)
    try {
      mkdirSync(to, { recursive: true, mode: 0o700 })
      for (const key of read.keys) {
        if (key.key === undefined) continue
        const number = (value: number, digits: number) => String(value).padStart(digits, '0')
        const base = `K${plainText(origin)}+${number(key.algorithm, 3)}+${number(key.tag, 5)}`
        const line = recordLine({ owner: origin, ttl: dnskeyTtl, type: Type.DNSKEY, rdata: key.dnskey })
        write(`${base}.private`, writeBindKey(key))
        write(`${base}.key`, `${line}\n`)
        write(`${base}.pem`, key.key.export({ type: 'pkcs8', format: 'pem' }).toString())
      }
      syncFolder(to)
      if (read.lost.length === 0) noteCopy(folder, read.record)
    } catch (error) {
      // Removes the half copy, which would keep the next try from writing.
      for (const path of written) rmSync(path, { force: true })
      const { code, path = to } = error as NodeJS.ErrnoException
      if (code === 'EEXIST' && path !== to) return refuse(say('dnssec-there-already', { file: path }))
      return refuse(say('dnssec-cannot-write', { file: to, why: whyRefused(error) }))
    }
    for (const path of written) tell(say('dnssec-exported', { file: basename(path) }))
    const [lost] = read.lost
    return lost === undefined ? Exit.good : refuse(say('dnssec-lost', { tag: lost.tag, why: lost.reason }))
  })
}

/**
 * The zone's name as BIND writes it in names of files: a name may hold any octet, and that of a part of a reverse zone has a slash (RFC
 * 2317 §4).
 */
function plainText(origin: Uint8Array): string {
  let text = ''
  for (let at = 0; origin[at] !== 0; at += origin[at]! + 1) {
    const label = nameKey(origin.subarray(at + 1, at + 1 + origin[at]!))
    const hex = (c: string) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
    text += `${label.replace(/[^a-z0-9_-]/g, hex)}.`
  }
  return text === '' ? '.' : text
}

/** Notes in the record that its keys were exported, unless a server has added keys meanwhile, which are not in the copy. */
function noteCopy(folder: string, copied: KeyRecord): void {
  const now = readZoneKeys(folder)
  const isWhole =
    now.kind === 'good' && now.record.keys.every(({ file }) => copied.keys.some((one) => one.file === file))
  if (isWhole) writeRecord(folder, { ...now.record, exported: new Date().toISOString() })
}

/** Writes a new file; fails where there is one already. */
function writeNew(path: string, text: string, written: string[]): void {
  const fd = openSync(path, 'wx', 0o600)
  written.push(path)
  try {
    writeFileSync(fd, text)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function withZone(
  zone: string,
  { config }: KeyOptions,
  work: (settings: Settings, zone: SignSetting) => number,
): number {
  const { settings, problems } = loadFound(config)
  if (settings === undefined) {
    process.stderr.write(configProblemsText(problems, { colour: wantsColour(process.env, process.stderr) }))
    return Exit.failed
  }
  const name = readName(zone)
  const setting =
    typeof name === 'string' ? undefined : settings.sign.find(({ origin }) => sameName(origin, 0, name, 0))
  return setting === undefined ? refuse(say('dnssec-no-zone', { zone })) : work(settings, setting)
}

function tell(said: Said): void {
  process.stdout.write(`${english.text(said)}\n`)
}

function refuse(said: Said): number {
  process.stderr.write(`janus: ${english.text(said)}\n`)
  return Exit.bad
}
