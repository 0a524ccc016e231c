// Reads what each face of a zone is made of: one file, layers of files, another view's face and rules, or a primary.

import { resolve } from 'node:path'
import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import type { Place } from '../findings/problem.ts'
import { guess } from './guess.ts'
import { relativePattern } from './name-pattern.ts'
import { type MailSetting, onePrefix, type ReverseSetting } from './one-source.ts'
import type { PrimarySetting } from './primaries.ts'
import { say } from './says.ts'
import type { ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText } from './source-text.ts'
import type { DeriveRule, FaceSetting, FileSource, LayersSource, PathSetting } from './sources.ts'
import { type Entry, type Tree, textOf, treeAt } from './tree.ts'
import { isUnusable } from './unusable.ts'
import { findView } from './view-name.ts'

export type Known = { readonly views: readonly ViewSetting[]; readonly primaries: readonly PrimarySetting[] }

/** The faces in the order of the views. Paths start from `folder`, names of rules are relative to `origin`. */
export function readFaces(
  source: SourceText,
  zone: Entry,
  origin: Uint8Array,
  folder: string,
  known: Known,
): FaceSetting[] {
  const { views } = known
  const { value } = zone
  if (isEmpty(value))
    source.report('zone-without-view', zone.keySpan, say('zone-without-file', { zone: zone.key }), {
      fix: say('give-file'),
    })
  if (value.kind !== 'map') {
    const face = faceOfFiles(source, value, folder)
    return face ? views.map(({ name }, view) => ({ view, viewName: name, ...face })) : []
  }
  const faces = value.entries.flatMap(({ key, keySpan, value }): FaceSetting[] => {
    const view = findView(source, views, key, keySpan)
    if (value.kind === 'map') return mappedFace({ source, tree: value, view, origin, folder, known })
    return filesFace(source, value, view, folder, views)
  })
  return withoutCircles(source, zone, faces).sort((a, b) => a.view - b.view)
}

export function isEmpty(section: Tree | undefined): boolean {
  if (section === undefined) return true
  if (section.kind === 'list') return section.items.length === 0
  return section.kind === 'map' && section.entries.length === 0
}

/** The zones with the faces that `reverse` completes or makes. */
export function withReverse(
  text: SourceText,
  zones: readonly ZoneSetting[],
  reverse: readonly ReverseSetting[],
  views: readonly ViewSetting[],
): ZoneSetting[] {
  const all = [...zones]
  for (const setting of reverse)
    for (const origin of setting.zones) {
      const index = all.findIndex((zone) => sameName(zone.origin, 0, origin, 0))
      const zone = all[index] ?? { name: nameText(origin), origin, faces: [], place: setting.place }
      const others = zone.faces.filter(({ view }) => !setting.views.includes(view))
      const faces = setting.views.map((view): FaceSetting => {
        const written = zone.faces.find((face) => face.view === view)
        if (written?.source.kind === 'primary') {
          const message = say('cannot-complete-primary', { zone: zone.name, view: written.viewName })
          text.reportAt('two-sources', setting.place, message, { fix: say('name-other-views') })
        }
        if (written) return { ...written, reverse: setting }
        const { place } = setting
        const source = { kind: 'reverse', reverse: setting, place } as const
        return { view, viewName: views[view]!.name, source, reverse: setting, place }
      })
      const completed = { ...zone, faces: [...others, ...faces].sort((a, b) => a.view - b.view) }
      if (index < 0) all.push(completed)
      else all[index] = completed
    }
  return all
}

/** Reports each rule `mx: gateway` in a view without a gateway. */
export function requireGateways(
  source: SourceText,
  zones: readonly ZoneSetting[],
  mail: MailSetting | undefined,
): void {
  for (const { faces } of zones)
    for (const { source: made, view } of faces)
      for (const { kind, place } of made.kind === 'derived' ? made.rules : []) {
        if (kind !== 'mx' || mail?.gateways.some((gateway) => gateway.view === view)) continue
        source.reportAt('no-gateway', place, say('no-gateway'), {
          fix: say('name-gateway', { example: '{gateways: {external: mx.univ.example}}' }),
        })
      }
}

/** The face of one path, or of a list of paths, each laid over those before it. */
function faceOfFiles(
  source: SourceText,
  tree: Tree,
  folder: string,
): { readonly source: FileSource | LayersSource; readonly place: Place } | undefined {
  const [first, ...over] = (tree.kind === 'list' ? tree.items : [tree]).map((item) => pathAt(source, item, folder))
  if (first === undefined) return undefined
  const { place } = first
  if (over.length > 0) return { source: { kind: 'layers', files: [first, ...over] }, place }
  return { source: { kind: 'file', file: first }, place }
}

function pathAt(source: SourceText, tree: Tree, folder: string): PathSetting & { readonly place: Place } {
  const written = textOf(tree)
  return { path: resolve(folder, written), written, place: source.place(tree.span) }
}

function filesFace(
  source: SourceText,
  tree: Tree,
  view: number | undefined,
  folder: string,
  views: readonly ViewSetting[],
): FaceSetting[] {
  const face = faceOfFiles(source, tree, folder)
  if (tree.kind === 'list' && tree.items.length === 0)
    source.report('zone-without-view', tree.span, say('face-of-nothing'), { fix: say('give-source') })
  return view === undefined || face === undefined ? [] : [{ view, viewName: views[view]!.name, ...face }]
}

type MappedFace = {
  readonly source: SourceText
  readonly tree: Tree
  readonly view: number | undefined
  readonly origin: Uint8Array
  readonly folder: string
  readonly known: Known
}

/** A face from a map: one of its keys says where the face comes from. */
function mappedFace({ source, tree, view, origin, folder, known }: MappedFace): FaceSetting[] {
  const [kind, beside] = kindAndBeside(tree)
  if (kind === undefined) {
    if (!KINDS.some((one) => source.wasDropped(tree.span, one)))
      source.report('missing-key', tree.span, say('face-of-nothing'), { fix: say('give-source') })
    return []
  }
  if (beside !== undefined) {
    const message = say(`${kind}-beside`, { key: beside })
    source.report('two-sources', tree.span, message, { fix: say('keep-one') })
    return []
  }
  const written = treeAt(tree, kind)!
  switch (kind) {
    case 'primary':
      return view === undefined ? [] : primaryFace(source, written, view, known)
    case 'from':
      return derivedFace(source, tree, view, origin, known.views)
    case 'file': {
      const faces = filesFace(source, written, view, folder, known.views)
      return treeAt(tree, 'serial') !== undefined ? faces.map((face) => ({ ...face, serial: 'source' })) : faces
    }
    default:
      return kind satisfies never
  }
}

/** The key that says where the face comes from, and the first that cannot stand beside it. */
function kindAndBeside(tree: Tree): readonly [keyof typeof KEYS_BESIDE | undefined, string | undefined] {
  const written = tree.kind === 'map' ? tree.entries.map(({ key }) => key) : []
  const kind = KINDS.find((one) => written.includes(one))
  if (kind === undefined) return [undefined, undefined]
  const fitting: readonly string[] = [kind, ...KEYS_BESIDE[kind]]
  return [kind, written.find((key) => FACE_KEYS.has(key) && !fitting.includes(key))]
}

const KEYS_BESIDE = { primary: [], from: ['rules'], file: ['serial'] } as const
const KINDS = Object.keys(KEYS_BESIDE) as (keyof typeof KEYS_BESIDE)[]
/** The keys of a face; the schema reports all others. */
const FACE_KEYS: ReadonlySet<string> = new Set(Object.entries(KEYS_BESIDE).flat(2))

function primaryFace(source: SourceText, tree: Tree, view: number, { views, primaries }: Known): FaceSetting[] {
  const name = textOf(tree)
  const place = source.place(tree.span)
  if (primaries.some((one) => one.name === name))
    return [{ view, viewName: views[view]!.name, source: { kind: 'primary', primary: name, place }, place }]
  if (isUnusable(source, 'primaries', name)) return []
  const near = guess(
    name,
    primaries.map((one) => one.name),
  )
  const fix = near
    ? say('guess-quoted', { guess: near })
    : say('add-to-primaries', { example: `${name}: {address: [192.0.2.1]}` })
  source.report('unknown-primary', tree.span, say('primary-not-named', { primary: name }), { fix })
  return []
}

function derivedFace(
  source: SourceText,
  tree: Tree,
  view: number | undefined,
  origin: Uint8Array,
  views: readonly ViewSetting[],
): FaceSetting[] {
  const fromTree = treeAt(tree, 'from')!
  const from = findView(source, views, textOf(fromTree), fromTree.span)
  const list = treeAt(tree, 'rules')
  const rules = (list?.kind === 'list' ? list.items : []).flatMap((item) =>
    item.kind === 'map' ? item.entries.flatMap((entry) => readRule(source, entry, origin)) : [],
  )
  if (view === undefined || from === undefined) return []
  const place = source.place(fromTree.span)
  const made = { kind: 'derived', from, fromName: views[from]!.name, rules, place } as const
  return [{ view, viewName: views[view]!.name, source: made, place }]
}

function readRule(source: SourceText, { key, keySpan, value }: Entry, origin: Uint8Array): DeriveRule[] {
  const told = { text: `${key}: ${source.slice(value.span).trim()}`, place: source.place(keySpan) }
  switch (key) {
    case 'mx':
    case 'drop':
      return [{ ...told, kind: key }]
    case 'hide':
    case 'keep': {
      const items = value.kind === 'list' ? value.items : []
      return [{ ...told, kind: key, names: items.flatMap((item) => relativePattern(source, item, origin)) }]
    }
    default:
      return value.kind === 'map' ? value.entries.flatMap((pair) => readMapping(source, pair)) : []
  }
}

function readMapping(source: SourceText, { key, keySpan, value }: Entry): DeriveRule[] {
  const from = onePrefix(source, key, keySpan)
  const to = onePrefix(source, textOf(value), value.span)
  if (from === undefined || to === undefined) return []
  if (from.family !== to.family) {
    const message = say('map-of-families', { from: key, to: textOf(value) })
    source.report('map-sizes', value.span, message, { fix: say('write-one-family') })
    return []
  }
  const text = `map: ${key} to ${textOf(value)}`
  return [{ text, place: source.place(keySpan), kind: 'map', from, to }]
}

/** The faces without those that can be made of nothing; each of these is reported. */
function withoutCircles(source: SourceText, zone: Entry, faces: readonly FaceSetting[]): FaceSetting[] {
  const origin = ({ source }: FaceSetting) =>
    source.kind === 'derived' ? faces.find(({ view }) => view === source.from) : undefined
  return faces.filter((face) => {
    if (face.source.kind !== 'derived') return true
    if (origin(face) === undefined) {
      const message = say('face-from-none', { zone: zone.key, view: face.source.fromName })
      source.reportAt('no-such-face', face.place, message, { fix: say('give-file-there') })
      return false
    }
    if (origin(face)?.source.kind === 'primary') {
      const message = say('made-from-primary', { view: face.source.fromName })
      source.reportAt('two-sources', face.place, message, { fix: say('give-file-there') })
      return false
    }
    let at: FaceSetting | undefined = face
    for (let steps = 0; at?.source.kind === 'derived' && steps < faces.length; steps++) at = origin(at)
    if (at?.source.kind !== 'derived') return true
    source.reportAt('derived-in-a-circle', face.place, say('face-from-itself'), {
      fix: say('give-one-file'),
    })
    return false
  })
}
