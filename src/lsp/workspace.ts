// The open files and what we know of them: asks for the passes that a change needs, and shows their findings in the editor.

import { dirname } from 'node:path'
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Said } from '../dns/said.ts'
import { diagnosticsByFile, type Found } from './diagnostics.ts'
import type { Judge, Judged, JudgedFile } from './judge.ts'
import type { OpenFiles } from './open-files.ts'
import { Passes } from './passes.ts'
import { isTooLarge, strangeOctets, tooLarge } from './unfit-text.ts'
import { isConfig, type Unit, type Units, unitKey, unitOf } from './units.ts'

export type Told = { readonly tell: (said: Said) => string }

export type Editor = {
  readonly publish: (diagnostics: PublishDiagnosticsParams) => void
  readonly failed: (error: Error) => void
}

/** The result of the last pass over a unit. */
type Known = { readonly unit: Unit; readonly judged: Judged; readonly found: ReadonlyMap<string, readonly Found[]> }

export class Workspace {
  readonly #open: OpenFiles
  readonly #judge: Judge
  readonly #told: Told
  readonly #editor: Editor
  readonly #passes = new Passes<Judged>()
  /** By unitKey(). */
  readonly #known = new Map<string, Known>()
  /** The unit of each open file, by path. */
  readonly #units = new Map<string, Unit>()
  readonly #texts: Units['texts'] = new Map()
  /** Paths of files that have changed since the running pass began. */
  #changed = new Set<string>()
  /** The octets that the editor could not decode when it opened the file, as a diagnostic, by path. */
  readonly #strange = new Map<string, Diagnostic>()
  /** The diagnostics that the editor shows, by path, where there are any. */
  readonly #shown = new Map<string, string>()

  constructor(open: OpenFiles, judge: Judge, told: Told, editor: Editor) {
    this.#open = open
    this.#judge = judge
    this.#told = told
    this.#editor = editor
  }

  opened(document: TextDocument): void {
    const path = this.#open.open(document)
    const strange = strangeOctets(path, document, this.#told.tell)
    if (strange) this.#strange.set(path, strange)
  }

  /** The library reports a file that the editor opens as a changed one, too. */
  changed(document: TextDocument): void {
    const path = this.#open.changed(document)
    this.#look(path)
    this.#lookAgain(path)
  }

  savedAs(document: TextDocument): void {
    this.#lookAgain(this.#open.pathOf(document.uri))
  }

  changedOnDisk(uris: readonly string[]): void {
    for (const uri of uris) this.#lookAgain(this.#open.pathOf(uri))
    // A configuration that comes or goes changes the units of files.
    if (uris.some(isConfig)) for (const path of this.#open.paths) this.#look(path)
  }

  closed(document: TextDocument): void {
    const path = this.#open.close(document)
    // The editor no longer has it open under this name.
    if (document.uri !== this.#open.uriOf(path)) this.#editor.publish({ uri: document.uri, diagnostics: [] })
    if (this.#open.isOpen(path)) {
      this.#look(path)
      this.#lookAgain(path)
      return
    }
    this.#units.delete(path)
    this.#strange.delete(path)
    this.#forgetUnused()
    this.#show()
    this.#lookAgain(path)
  }

  isZoneFile({ uri }: TextDocument): boolean {
    return this.#units.has(this.#open.pathOf(uri)) && !isConfig(uri)
  }

  /** The findings in the present text. */
  async foundIn({ uri }: TextDocument): Promise<readonly Found[]> {
    await this.#passes.idle()
    const path = this.#open.pathOf(uri)
    return [...this.#known.values()].flatMap(({ found }) => found.get(path) ?? [])
  }

  /** The files that the last pass over the file's unit took for zones. `now`: waits for a pass over the present texts. */
  async zonesBeside({ uri }: Pick<TextDocument, 'uri'>, now = false): Promise<readonly JudgedFile[]> {
    const known = () => {
      const unit = this.#units.get(this.#open.pathOf(uri))
      return unit && this.#known.get(unitKey(unit))
    }
    // The last pass will do: a file seldom becomes a zone or stops being one.
    if (known() === undefined || now) await this.#passes.idle()
    return known()?.judged.zones ?? []
  }

  close(): void {
    this.#passes.close()
  }

  #look(path: string): void {
    const document = this.#open.documentAt(path)
    if (document === undefined) return
    if (isTooLarge(document)) {
      this.#units.delete(path)
      this.#forgetUnused()
      this.#show()
      return
    }
    const unit = this.#unitOf(path)
    this.#units.set(path, unit)
    this.#forgetUnused()
    this.#ask(unit)
  }

  /** Asks for a new pass over each unit that has read the file. */
  #lookAgain(path: string): void {
    this.#changed.add(path)
    for (const { unit, judged } of this.#known.values()) if (hasRead(judged, path)) this.#ask(unit)
  }

  #ask(unit: Unit): void {
    const key = unitKey(unit)
    const make = () => {
      this.#changed = new Set()
      return unit.kind === 'alone' ? this.#judge.alone(unit.path) : this.#judge.together(unit.path)
    }
    const done = (judged: Judged) => {
      // The editor has closed the files of the unit meanwhile.
      if (![...this.#units.values()].some((used) => unitKey(used) === key)) {
        this.#judge.forget(unit)
        return
      }
      this.#known.set(key, { unit, judged, found: this.#byPath(judged) })
      // The pass read files that changed while it ran; nobody knew before that it reads them.
      if ([...this.#changed].some((path) => hasRead(judged, path))) this.#ask(unit)
      this.#show()
      this.#regroup()
    }
    this.#passes.ask(key, { make, done, failed: this.#editor.failed })
  }

  /** Finds the units anew: they depend on what files hold and configurations name, and the pass may have seen changes there. */
  #regroup(): void {
    for (const path of this.#units.keys()) {
      const unit = this.#unitOf(path)
      if (unitKey(unit) !== unitKey(this.#units.get(path)!)) this.#look(path)
    }
  }

  #unitOf(path: string): Unit {
    const last = (unit: Unit) => this.#known.get(unitKey(unit))?.judged
    return unitOf(path, { disk: this.#open, judge: this.#judge, last, texts: this.#texts })
  }

  #byPath(judged: Judged): Map<string, readonly Found[]> {
    const paths = new Map<string, Found[]>()
    for (const [file, found] of diagnosticsByFile(judged.problems, this.#open)) {
      const path = this.#open.pathOf(this.#open.uriOf(file))
      paths.set(path, [...(paths.get(path) ?? []), ...found])
    }
    return paths
  }

  #forgetUnused(): void {
    const used = new Set([...this.#units.values()].map(unitKey))
    this.#passes.keep(used)
    for (const [key, { unit }] of this.#known)
      if (!used.has(key)) {
        this.#known.delete(key)
        this.#judge.forget(unit)
      }
  }

  /** Shows all findings that we know, and clears those of files that have none any more. */
  #show(): void {
    const all = new Map<string, Diagnostic[]>()
    const add = (path: string, diagnostics: readonly Diagnostic[]) =>
      all.set(path, [...(all.get(path) ?? []), ...diagnostics])
    for (const { found } of this.#known.values())
      for (const [path, own] of found)
        add(
          path,
          own.map(({ diagnostic }) => diagnostic),
        )
    for (const [path, diagnostic] of this.#strange) add(path, [diagnostic])
    for (const path of this.#open.paths) {
      const document = this.#open.documentAt(path)!
      if (isTooLarge(document)) all.set(path, [tooLarge(this.#told.tell)])
      else if (this.#units.has(path) && this.#known.has(unitKey(this.#units.get(path)!))) add(path, [])
    }
    for (const path of this.#shown.keys()) if (!all.has(path)) add(path, [])
    for (const [path, diagnostics] of all) if (!this.#isStale(path)) this.#publish(path, diagnostics)
  }

  /** Whether findings about the file are out of date: a new pass comes, and their places may be wrong by now. */
  #isStale(path: string): boolean {
    if (!this.#open.isOpen(path)) return false
    const own = this.#units.get(path)
    const units = [...this.#known.values()].flatMap(({ unit, judged }) => (judged.files.has(path) ? unit : []))
    return [...units, ...(own ? [own] : [])].some((unit) => this.#passes.isAsked(unitKey(unit)))
  }

  #publish(path: string, diagnostics: Diagnostic[]): void {
    const open = this.#open.documentsAt(path)
    const places =
      open.length > 0 ? open.map(({ uri, version }) => ({ uri, version })) : [{ uri: this.#open.uriOf(path) }]
    const shown = JSON.stringify([places, diagnostics])
    if (this.#shown.get(path) === shown) return
    if (open.length === 0 && diagnostics.length === 0) this.#shown.delete(path)
    else this.#shown.set(path, shown)
    for (const place of places) this.#editor.publish({ ...place, diagnostics })
  }
}

function hasRead({ files }: Judged, path: string): boolean {
  return files.has(path) || files.has(dirname(path))
}
