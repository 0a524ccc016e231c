// Gives a rule the zone that it looks at, and takes what it finds: counts all findings, and words only those that people will see.

import { nameText } from '../dns/name-text.ts'
import type { Problem, Severity } from '../text/findings/problem.ts'
import { mayBeUnread, mayExistUnread } from '../text/zonefile/unread.ts'
import type { Part } from '../text/zonefile/zone-text.ts'
import type { NameFinder } from '../zone/name-finder.ts'
import type { Notes } from '../zone/notes.ts'
import type { Node, Zone } from '../zone/zone.ts'
import { hasIgnores } from './ignore-comments.ts'
import { labelTraits } from './label-traits.ts'
import { placeOf } from './places.ts'
import { MOST_FINDINGS, MOST_HELD, restOf } from './rest.ts'
import type { Rule } from './rule.ts'
import { definedOnly, type Params } from './saying.ts'
import type { Subject, ViewZones } from './subject.ts'
import type { ActiveRule } from './walk.ts'

export type Detail = {
  /** The name of the rule's saying; `found` by default. */
  readonly says?: string
  readonly params?: Params
  /** The other line where two conflict; `subject` where it belongs to another zone. */
  readonly related?: { readonly line: number; readonly part: Part; readonly subject?: Subject | undefined }
  /** The text to write in place of the marked word. */
  readonly instead?: string | undefined
  /** The repair is right whatever else is in the file: `--fix` may write `instead`, or delete the line where that is missing. */
  readonly safe?: boolean
}

export class Reporter {
  readonly rule: Rule
  readonly severity: Severity
  readonly subject: Subject
  readonly zone: Zone
  readonly notes: Notes
  readonly now: number
  /** The zones that this server would serve beside this one; undefined for a rule that does not ask for a view. */
  readonly view: ViewZones | undefined
  /** Finds names in the view. */
  readonly names: NameFinder
  readonly problems: Problem[] = []
  count = 0
  readonly #sifted: boolean
  #asked: Map<Part, Set<number>> | undefined
  /** The last finding with a place, where there are more than we word: it stands for those. */
  #last: Omit<Problem, 'said'> | undefined
  #limit: number | undefined
  #alone: boolean | undefined
  #traits: Uint8Array | undefined

  constructor(active: ActiveRule, subject: Subject, view: ViewZones | undefined, names: NameFinder) {
    this.rule = active.rule
    this.severity = active.severity
    this.#sifted = active.sifted ?? false
    this.subject = subject
    this.zone = subject.zone
    this.notes = subject.notes
    this.now = subject.now
    this.view = view
    this.names = names
  }

  /** Whether the reporter counts further findings, and no longer words them. */
  get isFull(): boolean {
    return this.count > MOST_FINDINGS && this.count > this.#most
  }

  /** How many findings we word; we count the others. Ask this only where there are many: it may take a search through the files. */
  get #most(): number {
    // No comment silences an error.
    const isSifted = () => this.#sifted || (this.severity !== 'error' && hasIgnores(this.subject.text))
    this.#limit ??= isSifted() ? MOST_HELD : MOST_FINDINGS
    return this.#limit
  }

  /** Whether this is the first call for the line and part: all records that a $GENERATE makes have one line, and need one finding. */
  isFirst(line: number, part: Part): boolean {
    this.#asked ??= new Map()
    const lines = this.#asked.get(part) ?? new Set<number>()
    this.#asked.set(part, lines)
    const before = lines.size
    return lines.add(line).size > before
  }

  /** Reports that something is wrong with `part` of the record that begins at `line`. */
  report(line: number, part: Part, detail: () => Detail): void {
    if (++this.count <= MOST_FINDINGS || this.count <= this.#most + 1) this.#add(line, part, detail)
  }

  #add(line: number, part: Part, detail: () => Detail): void {
    const located = placeOf(this.subject.text, line, part)
    const { place, source, sourceColumn } = located
    const { name, rfc } = this.rule
    if (this.isFull) {
      this.#last = { rule: name, severity: this.severity, place, source, sourceColumn }
      return
    }
    const { says = 'found', params = {}, related, instead, safe = false } = detail()
    const saying = this.rule.says[says]!
    const parameters = definedOnly(params)
    const code = `${name}.${says}`
    const mendable = safe && !this.subject.text.lines.isDoubtful(line)
    const repaired = instead === undefined ? undefined : located.replaced(instead)
    this.problems.push({
      rule: name,
      severity: this.severity,
      place,
      source,
      sourceColumn,
      related: related && this.#related(related),
      ...(repaired !== undefined && { repaired }),
      rfc,
      said: {
        message: { code, parameters },
        ...(saying.fix !== undefined && { fix: { code: `${code}.fix`, parameters } }),
        ...(related && { related: { code: `${code}.related`, parameters } }),
      },
      ...(mendable && (instead === undefined || repaired !== undefined) && { edit: { text: instead } }),
    })
  }

  /** The findings; one more stands for all that we did not word, at the place of the last. */
  finish(): readonly Problem[] {
    if (this.#last) this.problems.push(restOf(this.#last, this.count - this.#most))
    return this.problems
  }

  /** Whether all names at and below the apex are this zone's own: no other zone of the view lies below it. */
  get isAlone(): boolean {
    this.#alone ??= this.view === undefined || this.view.zones.below(this.zone.apex).length === 0
    return this.#alone
  }

  /** The traits of each node's label, by node (label-traits.ts). */
  get labelTraits(): Uint8Array {
    this.#traits ??= labelTraits(this.zone)
    return this.#traits
  }

  /** Whether the view has a reverse zone. */
  get seesReverse(): boolean {
    return this.view?.zones.hasReverse ?? false
  }

  /** Whether a line of the zone that we could not read may be about the name. */
  mayBeUnread(bytes: Uint8Array, at: number): boolean {
    const { unread } = this.subject
    return unread !== undefined && unread.size > 0 && mayBeUnread(unread, bytes, at)
  }

  /** Whether a line of the zone that we could not read may make the name exist. */
  mayExistUnread(bytes: Uint8Array, at: number): boolean {
    const { unread } = this.subject
    return unread !== undefined && unread.size > 0 && mayExistUnread(unread, bytes, at)
  }

  /** The subject of a member of the view, or of this zone for -1; undefined where we have not read the member from text now. */
  subjectOf(member: number): Subject | undefined {
    return this.view === undefined || member < 0 ? this.subject : this.view.subjects[member]
  }

  /** The node's name as text. */
  name(node: Node): string {
    return nameText(this.zone.name(node))
  }

  #related({ line, part, subject = this.subject }: NonNullable<Detail['related']>): Problem['related'] {
    const { place, source } = placeOf(subject.text, line, part)
    return { place, source }
  }
}
