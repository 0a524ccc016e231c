// What is open in the editor, as a disk that has it: who reads a file there gets the text that a person sees, saved or not.

import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { type Content, contentOf, readContent, type Unfit } from '../text/zonefile/content.ts'
import type { EditedDisk } from './judge.ts'

type OpenFile = { readonly document: TextDocument; readonly version: number; readonly content: Content | Unfit }

export class OpenFiles implements EditedDisk {
  /** By path without links. */
  readonly #open = new Map<string, TextDocument>()
  readonly #contents = new Map<string, OpenFile>()
  /** By URI. One file may be open by several, as links lead to it. */
  readonly #documents = new Map<string, { readonly path: string; readonly document: TextDocument }>()
  /** An editor counts versions anew when it opens a file again: we count on. */
  readonly #counts = new Map<string, number>()
  #count = 0

  /** Gives the path by which it is known from now on, without links. */
  open(document: TextDocument): string {
    const path = this.pathOf(document.uri)
    this.#documents.set(document.uri, { path, document })
    this.#open.set(path, document)
    this.#counts.set(path, ++this.#count)
    return path
  }

  /** An editor may count its versions as it likes: each change gives another text. Gives the path. */
  changed(document: TextDocument): string {
    const path = this.pathOf(document.uri)
    this.#open.set(path, document)
    this.#counts.set(path, ++this.#count)
    this.#contents.delete(path)
    return path
  }

  close({ uri }: Pick<TextDocument, 'uri'>): string {
    const path = this.pathOf(uri)
    this.#documents.delete(uri)
    this.#open.delete(path)
    this.#contents.delete(path)
    const left = this.documentsAt(path).at(-1)
    if (left) this.open(left)
    return path
  }

  /** Of what is open it stays the same, also where the file is gone meanwhile. */
  pathOf(uri: string): string {
    return this.#documents.get(uri)?.path ?? withoutLinks(uriPath(uri))
  }

  /** As the editor calls it, where it is open. */
  uriOf(path: string): string {
    return this.documentAt(path)?.uri ?? pathToFileURL(path).href
  }

  documentAt(path: string): TextDocument | undefined {
    return this.#open.get(path) ?? this.#open.get(withoutLinks(path))
  }

  documentsAt(path: string): readonly TextDocument[] {
    return [...this.#documents.values()].filter((one) => one.path === path).map(({ document }) => document)
  }

  get paths(): readonly string[] {
    return [...this.#open.keys()]
  }

  readonly real = (path: string): string => {
    if (this.#open.has(path)) return path
    const near = withoutLinks(path)
    return this.#open.has(near) ? near : realpathSync.native(path)
  }

  readonly content = (path: string, maxBytes: number): Content | Unfit => {
    const document = this.#open.get(path)
    if (document === undefined) return readContent(path, maxBytes)
    const known = this.#contents.get(path)
    if (known?.document === document && known.version === document.version) return known.content
    const content = contentOf(document.getText())
    this.#contents.set(path, { document, version: document.version, content })
    return content
  }

  readonly included = this.content

  readonly isOpen = (path: string): boolean => this.documentAt(path) !== undefined

  readonly mark = (path: string): string => {
    const document = this.#open.get(path)
    if (document) return `open ${this.#counts.get(path)} ${document.version}`
    try {
      const { mtimeNs, ctimeNs, size, ino } = statSync(path, { bigint: true })
      return `${mtimeNs} ${ctimeNs} ${size} ${ino}`
    } catch {
      return 'gone'
    }
  }
}

/** What was never saved has a path that leads nowhere. */
function uriPath(uri: string): string {
  try {
    return fileURLToPath(uri)
  } catch {
    return join('/', 'unsaved', uri.replace(/^[^:]*:/, ''))
  }
}

/** Of a file that is not there, or no longer, those of its folder are followed. */
function withoutLinks(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return folderWithoutLinks(path)
  }
}

function folderWithoutLinks(path: string): string {
  try {
    return join(realpathSync.native(dirname(path)), basename(path))
  } catch {
    return path
  }
}
