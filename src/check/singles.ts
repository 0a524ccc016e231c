// For rules about types of which a name has one record at most.

import type { Node, RRset } from '../zone/zone.ts'
import type { Reporter } from './reporter.ts'

/** Reports every record of the set after the first. */
export function reportSecond(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  for (let i = 1; i < zone.size(set); i++)
    reporter.report(zone.line(set, i), 'entry', () => ({
      params: { owner: reporter.name(node) },
      related: { line: zone.line(set, 0), part: 'entry' },
    }))
}
