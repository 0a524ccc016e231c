// What each view's version of a zone is made of: one file, layers of files, or another view's face and rules.

import { resolve } from 'node:path'
import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { relativePattern } from './name-pattern.ts'
import { type MailSetting, onePrefix, type ReverseSetting } from './one-source.ts'
import { say } from './says.ts'
import type { DerivedSetting, DeriveRule, FaceSetting, PathSetting, ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText } from './source-text.ts'
import { type Entry, type Tree, textOf, treeAt } from './tree.ts'
import { findView } from './view-name.ts'

/** In the order of the views. Paths start from `folder`, names of rules are relative to `origin`. */
export function readFaces(
  source: SourceText,
  zone: Entry,
  origin: Uint8Array,
  folder: string,
  views: readonly ViewSetting[],
): FaceSetting[] {
  const { value } = zone
  if (isEmpty(value))
    source.report('zone-without-view', zone.keySpan, say('zone-without-file', { zone: zone.key }), {
      fix: say('give-file'),
    })
  if (value.kind !== 'map') {
    const files = filesAt(source, value, folder)
    return files ? views.map((_, view) => ({ ...files, view })) : []
  }
  const faces = value.entries.flatMap(({ key, keySpan, value }): FaceSetting[] => {
    const view = findView(source, views, key, keySpan)
    if (value.kind === 'map') return derivedFace(source, value, view, origin, views)
    const files = filesAt(source, value, folder)
    return view === undefined || files === undefined ? [] : [{ ...files, view }]
  })
  return withoutCircles(source, zone, faces, views).sort((a, b) => a.view - b.view)
}

export function isEmpty(section: Tree | undefined): boolean {
  if (section === undefined) return true
  if (section.kind === 'list') return section.items.length === 0
  return section.kind === 'map' && section.entries.length === 0
}

/** The zones with the faces that `reverse` completes or makes; `file` is where the configuration is. */
export function withReverse(
  zones: readonly ZoneSetting[],
  reverse: readonly ReverseSetting[],
  file: string,
): ZoneSetting[] {
  const all = [...zones]
  for (const setting of reverse)
    for (const origin of setting.zones) {
      const index = all.findIndex((zone) => sameName(zone.origin, 0, origin, 0))
      const zone = all[index] ?? { name: nameText(origin), origin, faces: [], place: setting.place }
      const others = zone.faces.filter(({ view }) => !setting.views.includes(view))
      const faces = setting.views.map((view): FaceSetting => {
        const written = zone.faces.find((face) => face.view === view)
        if (written) return { ...written, reverse: setting }
        return { view, path: file, written: setting.text, place: setting.place, generated: true, reverse: setting }
      })
      const completed = { ...zone, faces: [...others, ...faces].sort((a, b) => a.view - b.view) }
      if (index < 0) all.push(completed)
      else all[index] = completed
    }
  return all
}

/** A rule `mx: gateway` in a view for which nobody named one. */
export function requireGateways(
  source: SourceText,
  zones: readonly ZoneSetting[],
  mail: MailSetting | undefined,
): void {
  for (const { faces } of zones)
    for (const { derived, view } of faces)
      for (const { kind, place } of derived?.rules ?? []) {
        if (kind !== 'mx' || mail?.gateways.some((gateway) => gateway.view === view)) continue
        source.reportAt('no-gateway', place, say('no-gateway'), {
          fix: say('name-gateway', { example: '{gateways: {external: mx.univ.example}}' }),
        })
      }
}

/** One path, or a list of them that are laid over each other. */
function filesAt(
  source: SourceText,
  tree: Tree,
  folder: string,
): (PathSetting & Pick<FaceSetting, 'over'>) | undefined {
  if (tree.kind !== 'list') return pathAt(source, tree, folder)
  const [first, ...over] = tree.items.map((item) => pathAt(source, item, folder))
  return first && { ...first, ...(over.length > 0 && { over }) }
}

function pathAt(source: SourceText, tree: Tree, folder: string): PathSetting {
  const written = textOf(tree)
  return { path: resolve(folder, written), written, place: source.place(tree.span) }
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
  const derived: DerivedSetting = { from, rules }
  const written = `from ${views[from]!.name}`
  return [{ view, path: source.file, written, place: source.place(fromTree.span), derived }]
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

/** The faces without those that are made from nothing: each is reported. */
function withoutCircles(
  source: SourceText,
  zone: Entry,
  faces: readonly FaceSetting[],
  views: readonly ViewSetting[],
): FaceSetting[] {
  const origin = ({ derived }: FaceSetting) => faces.find(({ view }) => view === derived?.from)
  return faces.filter((face) => {
    if (face.derived === undefined) return true
    if (origin(face) === undefined) {
      const message = say('face-from-none', { zone: zone.key, view: views[face.derived.from]!.name })
      source.reportAt('no-such-face', face.place!, message, { fix: say('give-file-there') })
      return false
    }
    let at: FaceSetting | undefined = face
    for (let steps = 0; at?.derived && steps < faces.length; steps++) at = origin(at)
    if (at?.derived === undefined) return true
    source.reportAt('derived-in-a-circle', face.place!, say('face-from-itself'), {
      fix: say('give-one-file'),
    })
    return false
  })
}
