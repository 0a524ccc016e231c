// Reads the TSIG keys that the configuration names, and adds those for secondaries. Looks at their files, and makes none.

import { existsSync, statSync } from 'node:fs'
import { basename, isAbsolute, join, relative, resolve } from 'node:path'
import { addressFromText } from '../../dns/address.ts'
import { canonicalName } from '../../keys/key-file.ts'
import type { WantedKey } from '../../keys/keyring.ts'
import { committedBy } from '../../keys/work-tree.ts'
import { formatPrefix, type Prefix } from '../../views/prefix.ts'
import type { Place } from '../findings/problem.ts'
import { guess } from './guess.ts'
import { checkKeyFiles } from './key-files.ts'
import { sameKey } from './key-name.ts'
import { lookInto } from './named-folder.ts'
import { onePrefix } from './one-source.ts'
import type { PeerAddress } from './peers.ts'
import type { PrimarySetting } from './primaries.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { SecondarySetting } from './secondaries.ts'
import type { ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import type { PathSetting } from './sources.ts'
import { type Entry, itemsAt, type Tree, textOf, treeAt } from './tree.ts'
import { isForStrangers } from './unkeyed.ts'
import { isUnusable, noteName } from './unusable.ts'
import { findView } from './view-name.ts'
import { within } from './who-gets.ts'

export type KeySetting = WantedKey & {
  /** Where the configuration names the key, or the secondary that has it. */
  readonly place: Place
}

export type KeySettings = {
  /** The folder of secrets. */
  readonly keys: PathSetting
  /** The keys under `tsig`, then those of secondaries. */
  readonly tsig: readonly KeySetting[]
}

type Context = {
  readonly source: SourceText
  readonly tree: Tree
  readonly views: readonly ViewSetting[]
  readonly keys: PathSetting
  /** The state folder. */
  readonly state: string
}

export function readTsig(
  source: SourceText,
  tree: Tree,
  file: ConfigFile,
  { folder, state, views }: { readonly folder: string; readonly state: string; readonly views: readonly ViewSetting[] },
): KeySettings {
  const written = treeAt(tree, 'keys')
  const keys = {
    path: resolve(folder, file.keys),
    written: file.keys,
    ...(written && { place: source.place(written.span) }),
  }
  const context = { source, tree, views, keys, state }
  const section = treeAt(tree, 'tsig')
  const entries = section?.kind === 'map' ? section.entries : []
  const seen = new Map<string, Entry>()
  const tsig = entries.flatMap((entry) => {
    if (isNamedWell(source, entry, seen)) return readOne(context, entry)
    noteName(source, 'tsig', entry.key)
    return []
  })
  checkFolder(context, written?.span ?? entries[0]?.keySpan ?? [0, 0])
  return { keys, tsig }
}

/** Whether the key's name is good and new. It names the key's file, and a number behind it makes it a successor of another key. */
function isNamedWell(source: SourceText, entry: Entry, seen: Map<string, Entry>): boolean {
  const { key, keySpan } = entry
  const folded = key.toLowerCase().replace(/\.$/, '')
  const first = seen.get(folded)
  if (!NAME.test(folded) || canonicalName(key) === undefined) {
    source.report('bad-key', keySpan, say('key-badly-named', { key }), { fix: say('choose-key-name') })
    return false
  }
  if (first !== undefined) {
    const related = { span: first.keySpan, message: say('listed-here') }
    source.report('bad-key', keySpan, say('tsig-key-twice', { key }), { related, fix: say('keep-one') })
    return false
  }
  const other = [...seen.entries()].find(([name]) => isSuccessor(folded, name) || isSuccessor(name, folded))?.[1]
  if (other !== undefined) {
    const [base, next] = other.key.length < key.length ? [other.key, key] : [key, other.key]
    const related = { span: other.keySpan, message: say('listed-here') }
    source.report('bad-key', keySpan, say('key-as-successor', { key: next, other: base }), {
      related,
      fix: say('choose-key-name'),
    })
    return false
  }
  seen.set(folded, entry)
  return true
}

/** Whether `name` is that of a successor of the key `other`. */
function isSuccessor(name: string, other: string): boolean {
  return name.startsWith(`${other}.`) && /^[1-9][0-9]*$/.test(name.slice(other.length + 1))
}

const NAME = /^[a-z0-9_][a-z0-9_-]*(\.[a-z0-9_-]+)*$/

function readOne(context: Context, { key, keySpan, value }: Entry): KeySetting[] {
  const { source, state } = context
  const views = viewsAt(context, key, keySpan, value)
  const list = treeAt(value, 'from')
  const isListed = list !== undefined
  const from = itemsAt(value, 'from').flatMap((item) => onePrefix(source, textOf(item), item.span) ?? [])
  if (list?.kind === 'list' && list.items.length === 0)
    source.report('bad-key', list.span, say('key-from-nowhere', { key }), { fix: say('fill-or-delete-from') })
  const inside = views.find((view) => !isForStrangers(context.views, view))
  if (!isListed && !source.wasDropped(value.span, 'from') && inside !== undefined)
    source.report('key-from-anywhere', keySpan, say('key-from-anywhere', { key, view: context.views[inside]!.name }), {
      fix: say('give-key-from'),
    })
  const names = views.map((view) => context.views[view]!.name)
  const wanted = wantedKey(context.keys, key, names, source.place(keySpan))
  checkKeyFiles(source, wanted, { named: source.place(keySpan), state })
  return [isListed ? { ...wanted, from } : wanted]
}

function viewsAt({ source, views }: Context, key: string, keySpan: Span, value: Tree): number[] {
  const single = treeAt(value, 'view')
  const list = treeAt(value, 'views')
  if (single !== undefined && list !== undefined)
    source.report('bad-key', list.span, say('view-and-views', { key }), { fix: say('keep-one') })
  if (source.wasDropped(value.span, 'view') || source.wasDropped(value.span, 'views')) return []
  const items = single !== undefined ? [single] : itemsAt(value, 'views')
  if (items.length === 0) {
    if (views.length === 1 && list === undefined) return [0]
    source.report('bad-key', keySpan, say('key-without-view', { key }), {
      fix: say('give-key-view', { views: views.map(({ name }) => name).join(', ') }),
    })
  }
  const indexes = items.flatMap((item) => findView(source, views, textOf(item), item.span) ?? [])
  return [...new Set(indexes)]
}

function wantedKey({ path, written }: PathSetting, key: string, views: readonly string[], place: Place): KeySetting {
  const text = key.replace(/\.$/, '')
  const file = `${text}.key`
  return { text, views, file: join(path, 'tsig', file), shown: join(written, 'tsig', file), place }
}

/** Adds the keys of secondaries; reports keys that other servers name and that are not there, or show another view. */
export function withPeerKeys(
  source: SourceText,
  tree: Tree,
  { keys, tsig }: KeySettings,
  {
    secondaries,
    views,
    state,
  }: {
    readonly secondaries: readonly SecondarySetting[]
    readonly views: readonly ViewSetting[]
    readonly state: string
  },
): KeySettings {
  const made: KeySetting[] = []
  for (const { name, keys: its, from, place } of secondaries) {
    if (its === 'none') continue
    for (const [view, text] of its) {
      const viewName = views[view]!.name
      const written = treeAt(tree, 'secondaries', name, 'keys', viewName)
      const at = written === undefined ? place : source.place(written.span)
      const named = tsig.find((key) => isKey(key, text))
      const isOwn = text === `${name}.${viewName}`
      const next = tsig.find((key) => isSuccessor(key.text.toLowerCase(), text.toLowerCase()))
      if (isOwn && next !== undefined)
        source.reportAt('bad-key', next.place, say('key-as-successor', { key: next.text, other: text }), {
          fix: say('choose-key-name'),
        })
      if (named === undefined && isOwn) {
        const wanted = { ...wantedKey(keys, text, [viewName], place), from, peer: name }
        checkKeyFiles(source, wanted, { named: place, state })
        made.push(wanted)
      } else if (named === undefined) reportUnknownKey(source, at, text, tsig)
      else if (isOwn)
        source.reportAt('bad-key', named.place, say('key-of-secondary', { key: text, peer: name }), {
          fix: say('rename-or-drop-key'),
        })
      else if (!named.views.includes(viewName))
        source.reportAt('bad-key', at, say('key-shows-other', { key: text, view: viewName }), {
          fix: say('add-view-to-key', { view: viewName }),
        })
      else {
        reportTwoViews(source, at, named)
        warnOfElsewhere(source, at, named, from)
      }
    }
  }
  return { keys, tsig: [...tsig, ...made] }
}

export function checkPrimaryKeys(
  source: SourceText,
  tree: Tree,
  { tsig }: KeySettings,
  primaries: readonly PrimarySetting[],
  zones: readonly ZoneSetting[],
): void {
  reportKeysOfOtherViews(source, tsig, primaries, zones)
  for (const { name, key: text, addresses, notifyFrom } of primaries) {
    if (text === undefined) continue
    const at = source.place(treeAt(tree, 'primaries', name, 'key')!.span)
    const key = tsig.find((key) => isKey(key, text))
    if (key === undefined) reportUnknownKey(source, at, text, tsig)
    else {
      reportTwoViews(source, at, key)
      warnOfElsewhere(source, at, key, [...addresses.map(hostOf), ...notifyFrom])
    }
  }
}

/** The key with which Janus asks a primary decides which face it gets. */
function reportKeysOfOtherViews(
  source: SourceText,
  tsig: readonly KeySetting[],
  primaries: readonly PrimarySetting[],
  zones: readonly ZoneSetting[],
): void {
  const keys = new Map(
    primaries.map(({ name, key: text }) => [
      name,
      text === undefined ? undefined : tsig.find((key) => isKey(key, text)),
    ]),
  )
  for (const { source: from, viewName: view, place } of zones.flatMap(({ faces }) => faces)) {
    if (from.kind !== 'primary') continue
    const key = keys.get(from.primary)
    if (key === undefined || key.views.includes(view)) continue
    const message = say('primary-key-of-other-view', { primary: from.primary, key: key.text, view })
    source.reportAt('bad-key', place, message, { fix: say('name-key-of-view', { view }) })
  }
}

/** Warns where a key's `from` leaves out an address of the peer: a signed request counts from there alone. */
function warnOfElsewhere(source: SourceText, at: Place, key: KeySetting, peer: readonly Prefix[]): void {
  const { from, text } = key
  if (from === undefined || from.length === 0 || peer.length === 0) return
  const barred = peer.find((prefix) => !from.some((one) => within(one, prefix)))
  if (barred === undefined) return
  const message = say('key-not-for-peer', { key: text, address: formatPrefix(barred) })
  source.reportAt('key-not-for-peer', at, message, { fix: say('widen-key-from', { key: text }) })
}

function hostOf({ family, address }: PeerAddress): Prefix {
  const octets = addressFromText(address)!
  return { family, octets, bits: 8 * octets.length }
}

/** Reports a key of several views where the key alone has to decide the face. */
export function reportTwoViews(source: SourceText, place: Place, { text, views }: KeySetting): void {
  if (views.length > 1)
    source.reportAt('bad-key', place, say('key-of-two-views', { key: text }), { fix: say('key-for-each-view') })
}

/** The key of this name; undefined, and a report with a guess, where there is none. */
export function findKey(
  source: SourceText,
  tsig: readonly KeySetting[],
  name: string,
  span: Span,
): KeySetting | undefined {
  const found = tsig.find((key) => isKey(key, name))
  if (found === undefined) reportUnknownKey(source, source.place(span), name, tsig)
  return found
}

function isKey({ text }: KeySetting, name: string): boolean {
  return sameKey(text, name)
}

function reportUnknownKey(source: SourceText, place: Place, name: string, tsig: readonly KeySetting[]): void {
  if (isUnusable(source, 'tsig', name)) return
  const near = guess(
    name,
    tsig.map(({ text }) => text),
  )
  const fix = near === undefined ? say('name-key', { key: name }) : say('guess-quoted', { guess: near })
  source.reportAt('unknown-key-name', place, say('key-not-named', { key: name }), { fix })
}

/** Checks the folder of secrets, where the configuration has keys. */
function checkFolder({ source, tree, keys, state }: Context, span: Span): void {
  if (!['tsig', 'secondaries', 'sign'].some((key) => treeAt(tree, key) !== undefined)) return
  const folder = keys.written
  for (const path of foldersOf(keys)) {
    const { names, ...whose } = lookInto(path)
    // In tsig/ another file is another key. The files of zone keys come and go as zones are signed.
    source.named.push(basename(path) === 'tsig' ? { ...whose, names: names ?? [] } : whose)
  }
  if (isWithin(keys.path, state))
    source.report('bad-keys-folder', span, say('keys-in-state', { folder }), { fix: say('keys-elsewhere') })
  if (!existsSync(keys.path)) return
  if (!statSync(keys.path).isDirectory()) {
    source.report('bad-keys-folder', span, say('keys-no-folder', { folder }), { fix: say('keys-elsewhere') })
    return
  }
  const top = committedBy(keys.path)
  if (top !== undefined)
    source.report('bad-keys-folder', span, say('keys-in-git', { folder, top }), {
      fix: say('ignore-keys', { file: join(folder, '.gitignore') }),
    })
  for (const path of foldersOf(keys)) {
    const mode = modeOf(path)
    const shown = join(folder, relative(keys.path, path))
    if (mode !== undefined && (mode & NOT_OURS) !== 0)
      source.report(
        'bad-keys-folder',
        span,
        say('keys-folder-open', {
          folder: shown,
          mode: mode.toString(8).padStart(4, '0'),
        }),
        { fix: isWithin(resolve(source.file), path) ? say('keys-elsewhere') : say('chmod-folder', { folder: shown }) },
      )
  }
}

function foldersOf({ path }: PathSetting): string[] {
  return [path, join(path, 'tsig'), join(path, 'zone')]
}

/**
 * Mode bits that the folder must not have: others may not look in, and only the owner may write. systemd lets the group read state folders.
 */
const NOT_OURS = 0o027

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode & 0o7777
  } catch {
    return undefined
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (!way.startsWith('..') && !isAbsolute(way))
}
