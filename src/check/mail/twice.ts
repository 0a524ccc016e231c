// Reports texts of which a name may have only one: where there are two, readers use neither.

import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import { recordText } from '../texts.ts'

/** Reports each record but the first whose text passes `isOne`, by the rule's saying `says`. */
export function reportTwice(
  reporter: Reporter,
  node: Node,
  set: RRset,
  says: string,
  isOne: (text: string) => boolean,
): void {
  const { zone } = reporter
  let first = 0
  if (zone.size(set) < 2) return
  eachRecord(zone, set, (data, length, line) => {
    if (!isOne(recordText(zone, data, length))) return
    if (first !== 0)
      reporter.report(line, 0, () => ({
        says,
        params: { owner: reporter.name(node) },
        related: { line: first, part: 'entry' },
      }))
    else first = line
  })
}
