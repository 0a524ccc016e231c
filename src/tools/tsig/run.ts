// `janus tsig`: works on the files of keys alone, whether a server runs or not; a server takes them at its next reload.

import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Said } from '../../dns/said.ts'
import { dropKeyFile } from '../../keys/drop-key-file.ts'
import { canonicalName, makeKeyFile, readKeyFile } from '../../keys/key-file.ts'
import { type KeyUses, readKeyUses } from '../../keys/key-uses.ts'
import { allKeyFiles, filesOf, lastUse, nameInFile } from '../../keys/keyring.ts'
import { ownUser, whyRefused } from '../../keys/refusal.ts'
import { sameKey } from '../../text/config/key-name.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { KeySetting } from '../../text/config/tsig.ts'
import { formatPrefix } from '../../views/prefix.ts'
import { Exit } from '../exit.ts'
import { settingsAt, spokenBy } from '../spoken.ts'
import { printedConfig, type Wanted } from './print-config.ts'
import { english, say } from './says.ts'

export type TsigOptions = { readonly config?: string; readonly json?: boolean }

const { tell, json, refuse } = spokenBy(english)

const ALGORITHM = 'hmac-sha256'
const NAME = /^[a-z0-9_][a-z0-9_-]*(\.[a-z0-9_-]+)*\.?$/i

/** Returns the exit code, as the other commands here do. */
export function newKey(name: string, options: TsigOptions & { readonly view?: readonly string[] }): number {
  return withSettings(options, (settings) => {
    const key = name.replace(/\.$/, '')
    if (!NAME.test(name) || canonicalName(name) === undefined || /\.[0-9]+$/.test(key))
      return refuse(say('tsig-bad-name', { key: name }))
    const names = settings.views.map((view) => view.name)
    for (const view of options.view ?? [])
      if (!names.includes(view)) return refuse(say('tsig-no-view', { view, views: names.join(', ') }))
    const known = settings.tsig.find(({ text }) => sameKey(text, key))
    const file = known ?? unnamed(settings, key)
    if (filesOf(file).length > 0) return refuse(say('tsig-there-already', { file: file.shown, key }))
    const made = make(file.file, file.shown, key, ALGORITHM)
    if (made !== undefined) return refuse(made)
    if (options.json) return json({ key, file: file.file, algorithm: ALGORITHM })
    tell(say('tsig-made', { file: file.shown, algorithm: ALGORITHM }))
    if (known === undefined) {
      tell(say('tsig-add'))
      const views = options.view ?? names
      const shows = views.length === 1 ? `view: ${views[0]}` : `views: [${views.join(', ')}]`
      process.stdout.write(`  ${key}: {${shows}}\n`)
    }
    tell(say('tsig-then-reload'))
    return Exit.good
  })
}

/** Prints the configuration for a secondary to standard output. */
export function printConfig(wanted: Wanted, options: TsigOptions): number {
  return withSettings(options, (settings) => {
    const text = printedConfig(settings, wanted)
    if (typeof text !== 'string') return refuse(text)
    process.stdout.write(text)
    return Exit.good
  })
}

type Listed = {
  readonly key: string
  readonly algorithm: string | undefined
  readonly views: readonly string[]
  readonly from: readonly string[] | undefined
  readonly peer: string | undefined
  readonly file: string
  /** `lost`: others have used it, and its file is gone. */
  readonly state: 'good' | 'missing' | 'lost' | 'broken' | 'unnamed'
  readonly why: string | undefined
}

export function listKeys(options: TsigOptions): number {
  return withSettings(options, (settings) => {
    const uses = usesIn(join(settings.state.path, 'kept'))
    const listed = [...settings.tsig.flatMap((key) => listedOf(key, uses)), ...unnamedKeys(settings)]
    if (options.json) return json({ keys: listed })
    if (listed.length === 0) tell(say('tsig-none'))
    const anywhere = english.text(say('tsig-anywhere'))
    const rows = listed.map((one) => [
      one.key,
      one.algorithm ?? '-',
      one.views.join(', ') || '-',
      one.from?.join(', ') ?? anywhere,
      english.text(stateSaid(one)),
    ])
    const widths = [0, 1, 2, 3].map((i) => Math.max(0, ...rows.map((row) => row[i]!.length)))
    for (const row of rows)
      process.stdout.write(
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
      )
    return listed.some(({ state }) => state === 'broken' || state === 'lost') ? Exit.bad : Exit.good
  })
}

function listedOf(wanted: KeySetting, uses: KeyUses): Listed[] {
  const about = { views: wanted.views, from: wanted.from?.map(formatPrefix), peer: wanted.peer }
  const files = filesOf(wanted)
  const none = { algorithm: undefined, why: undefined }
  if (files.length === 0) {
    const state = lastUse(uses, wanted.text) === undefined ? 'missing' : 'lost'
    return [{ ...about, ...none, key: wanted.text, file: wanted.file, state }]
  }
  return files.map((file) => ({ ...about, key: nameInFile(file), file, ...readOne(file) }))
}

function readOne(file: string): Pick<Listed, 'algorithm' | 'state' | 'why'> {
  try {
    const { key, flaws } = readKeyFile(file, nameInFile(file))
    if (key !== undefined) return { algorithm: key.algorithm.text, state: 'good', why: undefined }
    return { algorithm: undefined, state: 'broken', why: flaws[0] && english.text(flaws[0].message) }
  } catch (error) {
    return { algorithm: undefined, state: 'broken', why: english.text(whyRefused(error)) }
  }
}

/** Key files that the configuration does not name: somebody may have taken out a key and forgotten its file. */
function unnamedKeys({ keys, tsig }: Settings): Listed[] {
  const named = new Set(tsig.flatMap((key) => filesOf(key)))
  return allKeyFiles(join(keys.path, 'tsig'))
    .filter((file) => !named.has(file))
    .map((file) => {
      const { algorithm } = readOne(file)
      const state = { state: 'unnamed' as const, why: undefined }
      return { key: nameInFile(file), algorithm, views: [], from: undefined, peer: undefined, file, ...state }
    })
}

function stateSaid({ state, why }: Listed): Said {
  if (state === 'good') return say('tsig-state-made')
  if (state === 'missing') return say('tsig-state-missing')
  if (state === 'lost') return say('tsig-state-lost')
  return state === 'unnamed' ? say('tsig-state-unnamed') : say('tsig-state-broken', { why: why ?? '' })
}

export function rollKeys(name: string, options: TsigOptions): number {
  return withSettings(options, (settings) => {
    const wanted = keysNamed(settings, name)
    if (wanted.length === 0) return refuse(unknown(settings, name))
    for (const key of wanted) {
      const flaw = cannotRoll(key)
      if (flaw !== undefined) return refuse(flaw)
    }
    const rolled = []
    for (const key of wanted) {
      const old = filesOf(key)[0]!
      const next = nextFile(key, old)
      const algorithm = algorithmAfter(old)
      const flaw = make(next.file, next.shown, nameInFile(next.file), algorithm)
      if (flaw !== undefined) return refuse(flaw)
      rolled.push({ key: nameInFile(next.file), file: next.file, algorithm, old: nameInFile(old) })
      if (options.json) continue
      tell(say('tsig-made', { file: next.shown, algorithm }))
      tell(say('tsig-rolled', { key: nameInFile(next.file), old: nameInFile(old) }))
      tell(say('tsig-drop-later', { old: nameInFile(old) }))
    }
    if (options.json) return json({ rolled })
    tell(say('tsig-then-reload'))
    return Exit.good
  })
}

/** A key by its name, or all keys of a secondary. */
function keysNamed({ tsig, secondaries }: Settings, name: string): readonly KeySetting[] {
  const found = tsig.filter(({ text }) => sameKey(text, name))
  if (found.length > 0) return found
  const peer = secondaries.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (peer === undefined || peer.keys === 'none') return []
  const its = [...peer.keys.values()]
  return tsig.filter(({ text }) => its.some((key) => sameKey(key, text)))
}

function unknown({ tsig, secondaries }: Settings, name: string): Said {
  const known = [...secondaries.map((one) => one.name), ...tsig.map(({ text }) => text)]
  return say('tsig-unknown', { name, known: known.join(', ') || '-' })
}

function cannotRoll(key: KeySetting): Said | undefined {
  const files = filesOf(key)
  if (files.length === 0) return say('tsig-not-made', { key: key.text })
  if (files.length === 1) return undefined
  return say('tsig-rolling', {
    key: key.text,
    files: files.map(nameInFile).join(', '),
    old: nameInFile(files[0]!),
  })
}

function nextFile({ file, shown, text }: KeySetting, old: string): { readonly file: string; readonly shown: string } {
  const number = Number(nameInFile(old).slice(text.length + 1) || 1) + 1
  const name = `${text}.${number}.key`
  return { file: join(dirname(file), name), shown: join(dirname(shown), name) }
}

/** The algorithm of the next key: the old one's, unless that is MD5. */
function algorithmAfter(old: string): string {
  const { algorithm } = readOne(old)
  return algorithm === undefined || algorithm.startsWith('hmac-md5') ? ALGORITHM : algorithm
}

export function dropKey(name: string, options: TsigOptions & { readonly anyway?: boolean }): number {
  return withSettings(options, (settings) => {
    const key = name.replace(/\.$/, '')
    const files = settings.tsig.map((wanted) => ({ wanted, files: filesOf(wanted) }))
    const of = files.find((one) => one.files.some((file) => sameKey(nameInFile(file), key)))
    const file =
      of?.files.find((one) => sameKey(nameInFile(one), key)) ??
      allKeyFiles(join(settings.keys.path, 'tsig')).find((one) => sameKey(nameInFile(one), key))
    if (file === undefined) return refuse(say('tsig-no-file', { key, file: unnamed(settings, key).shown }))
    if (of?.files.length === 1) return refuse(say('tsig-last', { key }))
    const needed = of && !options.anyway ? stillNeeded(settings, of.files, file) : undefined
    const refused = needed ?? dropped(file, of?.wanted, key)
    if (refused !== undefined) return refuse(refused)
    if (options.json) return json({ dropped: nameInFile(file), file })
    tell(say('tsig-dropped', { file: join(settings.keys.written, 'tsig', basename(file)) }))
    return Exit.good
  })
}

/** Why the key is still needed: its users have not shown that they have another; undefined where they have. */
function stillNeeded({ state }: Settings, files: readonly string[], file: string): Said | undefined {
  const uses = usesIn(join(state.path, 'kept'))
  const key = nameInFile(file)
  const used = usedAt(uses, file)
  // This undoes a roll: nobody has used the key, and we sign with the oldest.
  if (used === undefined && file !== files[0]) return undefined
  const others = files.filter((one) => one !== file)
  const last = Math.max(...others.map((one) => usedAt(uses, one) ?? Number.NEGATIVE_INFINITY))
  if (last === Number.NEGATIVE_INFINITY)
    return say('tsig-not-used-yet', { key, others: others.map(nameInFile).join(', ') })
  return used !== undefined && used > last
    ? say('tsig-used-last', { key, when: new Date(used).toISOString() })
    : undefined
}

function usesIn(kept: string): KeyUses {
  try {
    const uses = readKeyUses(kept)
    return uses === 'unknown' ? new Map() : uses
  } catch {
    return new Map()
  }
}

/** When others last used the key; undefined where nobody has, or the file was written after that: it may hold another secret. */
function usedAt(uses: KeyUses, file: string): number | undefined {
  const at = uses.get(nameInFile(file).toLowerCase())
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return at !== undefined && at >= Math.floor(written) ? at : undefined
}

/** Deletes the file, or says why it stays. `wanted`: the configured key, if there is one. */
function dropped(file: string, wanted: KeySetting | undefined, key: string): Said | undefined {
  try {
    const isDropped = dropKeyFile(file, () => wanted !== undefined && filesOf(wanted).length === 0)
    return isDropped ? undefined : say('tsig-last', { key })
  } catch (error) {
    return say('tsig-cannot-drop', { file, user: ownUser(), why: whyRefused(error) })
  }
}

function unnamed({ keys }: Settings, key: string): { readonly file: string; readonly shown: string } {
  const name = `${key}.key`
  return { file: join(keys.path, 'tsig', name), shown: join(keys.written, 'tsig', name) }
}

/** Makes a key file, or says why it could not. */
function make(file: string, shown: string, key: string, algorithm: string): Said | undefined {
  if (existsSync(file)) return say('tsig-there-already', { file: shown, key })
  try {
    makeKeyFile(file, key, algorithm)
    return undefined
  } catch (error) {
    return say('tsig-cannot-make', { file: shown, user: ownUser(), why: whyRefused(error) })
  }
}

function withSettings({ config }: TsigOptions, work: (settings: Settings) => number): number {
  const settings = settingsAt(config)
  return typeof settings === 'number' ? settings : work(settings)
}
