// What a rule gets: the zone it looks at, and where to say what it found. Counts everything, words only what will be shown.

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
  /** Which of the rule's sayings; `found` by default. */
  readonly says?: string
  readonly params?: Params
  /** The other line where two conflict; `subject` where it belongs to another zone. */
  readonly related?: { readonly line: number; readonly part: Part; readonly subject?: Subject | undefined }
  /** What to write in place of the marked word. */
  readonly instead?: string | undefined
  /** The repair is right whatever else is in the file: `instead` may be written, or else the line be deleted, unseen. */
  readonly safe?: boolean
}

export class Reporter {
  readonly rule: Rule
  readonly severity: Severity
  readonly subject: Subject
  readonly zone: Zone
  readonly notes: Notes
  readonly now: number
  /** All that this server would serve beside the zone; a rule that does not ask for a view has none. */
  readonly view: ViewZones | undefined
  /** Finds names in the view. */
  readonly names: NameFinder
  readonly problems: Problem[] = []
  count = 0
  readonly #sifted: boolean
  #asked: Map<Part, Set<number>> | undefined
  /** The last place that is shown, where there are more. */
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

  /** Counts findings from here on, and does not word them. */
  get isFull(): boolean {
    return this.count > MOST_FINDINGS && this.count > this.#most
  }

  /** How many are worded; all others are counted. Asked only where there are many: it may take a search through the files. */
  get #most(): number {
    // No comment silences an error.
    const isSifted = () => this.#sifted || (this.severity !== 'error' && hasIgnores(this.subject.text))
    this.#limit ??= isSifted() ? MOST_HELD : MOST_FINDINGS
    return this.#limit
  }

  /** Whether nobody asked so before: all records that $GENERATE makes have one line, and one finding is enough for them. */
  isFirst(line: number, part: Part): boolean {
    this.#asked ??= new Map()
    const lines = this.#asked.get(part) ?? new Set<number>()
    this.#asked.set(part, lines)
    const before = lines.size
    return lines.add(line).size > before
  }

  /** Something is wrong with `part` of the record that begins at `line`. */
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

  /** What was found, the last place standing for all that were not worded. */
  finish(): readonly Problem[] {
    if (this.#last) this.problems.push(restOf(this.#last, this.count - this.#most))
    return this.problems
  }

  /** Whether all names at and below the apex are this zone's own: no other zone of the view lies below it. */
  get isAlone(): boolean {
    this.#alone ??= this.view === undefined || this.view.zones.below(this.zone.apex).length === 0
    return this.#alone
  }

  /** By node, what is unusual about its label (label-traits.ts). */
  get labelTraits(): Uint8Array {
    this.#traits ??= labelTraits(this.zone)
    return this.#traits
  }

  /** Whether a zone of the view holds addresses' names. */
  get seesReverse(): boolean {
    return this.view?.zones.hasReverse ?? false
  }

  /** Whether lines of the zone that could not be read may be about the name. */
  mayBeUnread(bytes: Uint8Array, at: number): boolean {
    const { unread } = this.subject
    return unread !== undefined && unread.size > 0 && mayBeUnread(unread, bytes, at)
  }

  /** Whether a line of the zone that could not be read may make the name exist. */
  mayExistUnread(bytes: Uint8Array, at: number): boolean {
    const { unread } = this.subject
    return unread !== undefined && unread.size > 0 && mayExistUnread(unread, bytes, at)
  }

  /** The text behind a zone of the view, or this zone's own for -1; undefined where nobody read it from text now. */
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
