// The type of a rule: one row of the catalogue, from which come the code that runs, the documents, the tests and every language.
// A rule sees a finished zone, and says what is wrong as a place and parameters. We make words only for what people will see.

import type { Severity } from '../text/findings/problem.ts'
import type { Node, RRset } from '../zone/zone.ts'
import type { catalogueSays } from './catalogue-says.ts'
import type { Reporter } from './reporter.ts'
import type { Face, ViewZones } from './subject.ts'

export type Rule = {
  /** A stable word: in reports, ignore comments and the configuration. */
  readonly name: string
  readonly group: Group
  /** An error where Janus cannot read the zone or cannot serve it as written, or where the zone breaks what the campus relies on. */
  readonly severity: Severity
  /** The stages at which we ask the rule; by default, rules that find errors at all stages, others in the linting commands only. */
  readonly stages?: readonly Stage[]
  /** The severity at loading of an error in spite of which Janus serves the zone. */
  readonly atLoad?: 'warning'
  /** The repair that `zonecheck --fix` makes: right whatever else is in the file, and whatever its author meant. */
  readonly mends?: Mend
  /** The rule finds records that tell strangers about the inside: people may allow these, with a reason. */
  readonly leak?: true
  /** `RFC 1034 §3.6.2` */
  readonly rfc?: string
  /** One sentence for an administrator who does not read RFCs. */
  readonly why: string
  /** Records below the heading of a small zone `example.com.`, or a whole zone, that break the rule; and the same mended. */
  readonly bad: readonly string[]
  readonly good: readonly string[]
  /**
   * The rule says that something is missing: we do not ask it about a file with lines that we could not read. `by name`: we ask it all the
   * same where we know which names those lines are about, and it passes over these names (Reporter.mayBeUnread).
   */
  readonly absence?: true | 'by name'
  /** The rule looks at the clock: its result does not hold for ever. */
  readonly asksTime?: true
  /** Other zones in the view of the examples, by origin. */
  readonly among?: Readonly<Record<string, readonly string[]>>
  /** The same zone in another view than that of the examples. */
  readonly face?: readonly string[]
  /** The view that the examples are in. */
  readonly view?: Pick<ViewZones, 'name' | 'public' | 'inside' | 'signed'>
  /** The examples have their own SOA, or deliberately none. */
  readonly whole?: true
  /** The texts by variant; most rules have only `found`. */
  readonly says: Readonly<Record<string, Saying>>
  readonly check: Check
}

/** The key of a text about a repair, in each language. */
export type Mend = keyof typeof catalogueSays & `mends-${string}`

export type Group = 'file' | 'structure' | 'mail' | 'addresses' | 'records' | 'views'

export type Stage = 'load' | 'check' | 'zonecheck'

/** Texts with `{parameters}`. */
export type Saying = {
  readonly message: string
  readonly fix?: string
  /** What the other line is, in a few words. */
  readonly related?: string
}

/**
 * The part of the zone that the rule looks at. All rules share one walk over the zone. The walk calls a rule for sets with the rrsets of its
 * types that have one of its shapes (shapes.ts), and a rule for nodes with the nodes that have one of its flags or traits
 * (label-traits.ts); with all where it names none. `view`: it asks where names lead, in all zones of the view. `when`: says before the walk
 * whether the rule has anything to look for.
 */
export type Check =
  | {
      readonly over: 'zone'
      readonly view?: true
      /** The rule looks at the apex alone. */
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
  /** The reader of zone files finds it, not a walk. */
  | { readonly over: 'text' }

/** The stages at which we ask a rule. */
export function stagesOf(rule: Rule): readonly Stage[] {
  return rule.stages ?? (rule.severity === 'error' ? ['load', 'check', 'zonecheck'] : ['check', 'zonecheck'])
}
