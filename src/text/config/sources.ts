// Where a face comes from. Each kind of source is one member of the union. Code that must know a source's files asks here.

import type { Prefix } from '../../views/prefix.ts'
import type { Place } from '../findings/problem.ts'
import type { ListSetting } from './lists.ts'
import type { NamePattern } from './matches-name.ts'
import type { ReverseSetting } from './one-source.ts'

export type Source = FileSource | LayersSource | DerivedSource | GeneratedSource | PrimarySource | ListSource

export type FileSource = { readonly kind: 'file'; readonly file: PathSetting }

/** The lowest file first, then those laid over it, in this order. */
export type LayersSource = { readonly kind: 'layers'; readonly files: readonly [PathSetting, ...PathSetting[]] }

/** Another view's face, changed by rules. */
export type DerivedSource = {
  readonly kind: 'derived'
  /** Index of the view. */
  readonly from: number
  readonly fromName: string
  /** In the order in which they are applied. */
  readonly rules: readonly DeriveRule[]
  readonly place: Place
}

/** Only names of a prefix's addresses. */
export type GeneratedSource = { readonly kind: 'reverse'; readonly reverse: ReverseSetting; readonly place: Place }

/** A zone that another server maintains. */
export type PrimarySource = {
  readonly kind: 'primary'
  /** The primary's name in the configuration. */
  readonly primary: string
  /** Name of the catalog that lists the zone; missing where the configuration names the zone. */
  readonly catalog?: string
  readonly place: Place
}

/** A list of addresses or names, from list files, and from messages and commands that add entries. */
export type ListSource = { readonly kind: 'list'; readonly list: ListSetting }

export type DeriveRule = { readonly text: string; readonly place: Place } & (
  | { readonly kind: 'mx' | 'drop' }
  | { readonly kind: 'hide' | 'keep'; readonly names: readonly NamePattern[] }
  | { readonly kind: 'map'; readonly from: Prefix; readonly to: Prefix }
)

export type PathSetting = {
  readonly path: string
  /** As it stands in the configuration, for messages. */
  readonly written: string
  readonly place?: Place
}

/** One view's version of a zone. */
export type FaceSetting = {
  /** Index of the view, and its name. */
  readonly view: number
  readonly viewName: string
  readonly source: Source
  /** The prefix whose addresses' names complete the face. */
  readonly reverse?: ReverseSetting
  /** The face takes the serial of its file, even where that is not newer than the one served last. */
  readonly serial?: 'source'
  readonly place: Place
}

/** What code that knows nothing else of a kind of source asks of it. */
type Facts<S> = {
  readonly files: (source: S) => readonly PathSetting[]
  readonly withFiles: (source: S, change: (file: PathSetting) => PathSetting) => S
  /** As the configuration writes it, in short. */
  readonly written: (source: S) => string
  /** Janus makes it of other faces. */
  readonly isMade?: true
  /** Another server says what it holds, at any time. */
  readonly isForeign?: true
}

const ofNoFile = { files: () => [], withFiles: <S>(source: S) => source }

const facts: { readonly [K in Source['kind']]: Facts<Extract<Source, { readonly kind: K }>> } = {
  file: {
    files: ({ file }) => [file],
    withFiles: ({ kind, file }, change) => ({ kind, file: change(file) }),
    written: ({ file }) => file.written,
  },
  layers: {
    files: ({ files }) => files,
    withFiles: ({ kind, files: [first, ...over] }, change) => ({ kind, files: [change(first), ...over.map(change)] }),
    written: ({ files: [first] }) => first.written,
  },
  list: {
    files: ({ list }) => list.files.map(({ file }) => file),
    withFiles: ({ kind, list }, change) => {
      const files = list.files.map(({ file, format }) => ({ file: change(file), format }))
      return { kind, list: { ...list, files } }
    },
    written: ({ list }) => list.files[0]?.file.written ?? 'leases',
  },
  derived: { ...ofNoFile, written: ({ fromName }) => `from ${fromName}`, isMade: true },
  reverse: { ...ofNoFile, written: ({ reverse }) => reverse.text },
  primary: { ...ofNoFile, written: ({ primary }) => `primary ${primary}`, isForeign: true },
}

function factsOf(source: Source): Facts<Source> {
  return facts[source.kind] as Facts<Source>
}

/** The files that the configuration names for the source, the lowest layer first. */
export function filesOf(source: Source): readonly PathSetting[] {
  return factsOf(source).files(source)
}

/** Whether Janus makes the face of other faces. */
export function isMade({ source, reverse }: FaceSetting): boolean {
  return reverse !== undefined || factsOf(source).isMade === true
}

/** Whether another server says what the face holds, at any time. */
export function isForeign({ source }: Pick<FaceSetting, 'source'>): boolean {
  return factsOf(source).isForeign === true
}

/** The source in short, as the configuration writes it. */
export function writtenAs(source: Source): string {
  return factsOf(source).written(source)
}

/** The file to edit for a change of the face: its first, or the configuration. */
export function fileToEdit({ source, place }: FaceSetting): string {
  return filesOf(source)[0]?.path ?? place.file
}

/** The same source with the files that `change` gives for its own. */
export function withFiles(source: Source, change: (file: PathSetting) => PathSetting): Source {
  return factsOf(source).withFiles(source, change)
}
