// A disk with the editor's open files: a reader gets the text that a person sees, saved or not.

import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { type Content, contentOf, readContent, type Unfit } from '../text/zonefile/content.ts'
import type { EditedDisk } from './judge.ts'

type OpenFile = { readonly document: TextDocument; readonly version: number; readonly content: Content | Unfit }

export class OpenFiles implements EditedDisk {
  /** The open documents by path without links. */
  readonly #open = new Map<string, TextDocument>()
  readonly #contents = new Map<string, OpenFile>()
  /** The open documents by URI. Through links, one file may be open by several. */
  readonly #documents = new Map<string, { readonly path: string; readonly document: TextDocument }>()
  /** An editor counts versions anew when it opens a file again: we count on. */
  readonly #counts = new Map<string, number>()
  #count = 0

  /** Adds the document, and returns its path without links, which stays the same while it is open. */
  open(document: TextDocument): string {
    const path = this.pathOf(document.uri)
    this.#documents.set(document.uri, { path, document })
    this.#open.set(path, document)
    this.#counts.set(path, ++this.#count)
    return path
  }

  /** Takes a change, and returns the path. We count versions ourselves, because an editor may count as it likes. */
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

  /** The path without links. For an open file it stays the same, even when the file on the disk has gone. */
  pathOf(uri: string): string {
    return this.#documents.get(uri)?.path ?? withoutLinks(uriPath(uri))
  }

  /** The URI of a path; for an open file, the one that the editor uses. */
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

/** The path of a URI; for a text that nobody has saved, a path that leads nowhere. */
function uriPath(uri: string): string {
  try {
    return fileURLToPath(uri)
  } catch {
    return join('/', 'unsaved', uri.replace(/^[^:]*:/, ''))
  }
}

/** The path without links. Where there is no file, the links of its folder alone. */
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
