// What a rule is: one row of the catalogue, from which come the code that runs, the documents, the tests and every language.
// A rule sees a finished zone, and says what is wrong as a place and parameters; words are made only for what is shown.

import type { Severity } from '../text/findings/problem.ts'
import type { Node, RRset } from '../zone/zone.ts'
import type { catalogueSays } from './catalogue-says.ts'
import type { Reporter } from './reporter.ts'
import type { Face, ViewZones } from './subject.ts'

export type Rule = {
  /** A stable word: in reports, ignore comments and the configuration. */
  readonly name: string
  readonly group: Group
  /** Error: it cannot be read, cannot be served as written, or breaks a rule that the campus cannot do without. */
  readonly severity: Severity
  /** Where the rule counts; by default loading asks for errors only, the linting commands for everything. */
  readonly stages?: readonly Stage[]
  /** What an error is when zones are loaded, where the zone is served all the same. */
  readonly atLoad?: 'warning'
  /** What `zonecheck --fix` does about it: a repair that is right whatever else is in the file, and whatever its author meant. */
  readonly mends?: Mend
  /** It finds what tells strangers about the inside: somebody who has looked may allow it, with a reason. */
  readonly leak?: true
  /** `RFC 1034 §3.6.2` */
  readonly rfc?: string
  /** One sentence for an administrator who does not read RFCs. */
  readonly why: string
  /** Records below the heading of a small zone `example.com.`, or a whole zone, that break the rule; and the same mended. */
  readonly bad: readonly string[]
  readonly good: readonly string[]
  /**
   * It says that something is missing: not asked of a file with lines that could not be read. `by name`: asked where it is known
   * which names those are about; it passes over these (Reporter.mayBeUnread).
   */
  readonly absence?: true | 'by name'
  /** It looks at the clock: what it found, or did not find, does not hold for ever. */
  readonly asksTime?: true
  /** Zones that the examples lie beside, by origin. */
  readonly among?: Readonly<Record<string, readonly string[]>>
  /** The same zone in another view, beside which the examples lie; in `view` else. */
  readonly face?: readonly string[]
  /** The view that the examples are in. */
  readonly view?: Pick<ViewZones, 'name' | 'public' | 'inside' | 'signed'>
  /** The examples have their own SOA, or deliberately none. */
  readonly whole?: true
  /** By variant, mostly one named `found`. */
  readonly says: Readonly<Record<string, Saying>>
  readonly check: Check
}

/** Its text, in each language. */
export type Mend = keyof typeof catalogueSays & `mends-${string}`

export type Group = 'file' | 'structure' | 'mail' | 'addresses' | 'records' | 'views'

export type Stage = 'load' | 'check' | 'zonecheck'

/** Texts with `{parameters}`. */
export type Saying = {
  readonly message: string
  readonly fix?: string
  /** What the other line is. */
  readonly related?: string
}

/**
 * What the rule looks at. All rules share one walk over the zone; a rule for sets is called for those of its types that have one
 * of its shapes (shapes.ts), a rule for nodes for those with one of its flags or traits (label-traits.ts); without any, for all.
 * `view`: it asks where names lead, in all zones of the view. `when`: asked once, whether it has anything to look for at all.
 */
export type Check =
  | {
      readonly over: 'zone'
      readonly view?: true
      /** It looks at what the zone has at its top, and at nothing else. */
      readonly atApex?: true
      readonly run: (reporter: Reporter) => void
    }
  | {
      readonly over: 'sets'
      readonly types: readonly number[] | 'all'
      readonly shapes?: number
      readonly view?: true
      readonly when?: (reporter: Reporter) => boolean
      /** Before the walk. */
      readonly first?: (reporter: Reporter) => void
      readonly run: (reporter: Reporter, node: Node, set: RRset) => void
    }
  | {
      readonly over: 'nodes'
      readonly flags?: number
      readonly traits?: number
      readonly view?: true
      readonly when?: (reporter: Reporter) => boolean
      readonly run: (reporter: Reporter, node: Node) => void
    }
  /** Compares two faces of one zone, once from each side. */
  | { readonly over: 'faces'; readonly view?: undefined; readonly run: (reporter: Reporter, other: Face) => void }
  /** Found elsewhere: by the reader of zone files. */
  | { readonly over: 'text' }

/** Where a rule counts. */
export function stagesOf(rule: Rule): readonly Stage[] {
  return rule.stages ?? (rule.severity === 'error' ? ['load', 'check', 'zonecheck'] : ['check', 'zonecheck'])
}
