// Reports the mistakes in texts that machines read, each at the line that has it.

import type { Said } from '../../dns/said.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import { mistakesIn, recordText } from '../texts.ts'

/** `saysOf`: the name of the rule's saying for a mistake. */
export function reportMistakes(
  reporter: Reporter,
  node: Node,
  set: RRset,
  flawsOf: (text: string) => readonly Said[],
  saysOf: (flaw: Said) => string = found,
): void {
  const { zone } = reporter
  eachRecord(zone, set, (data, length, line) => {
    const text = recordText(zone, data, length)
    const source = () => reporter.subject.text.place(line, 0).source
    for (const flaw of mistakesIn(text, flawsOf(text), source))
      reporter.report(line, 0, () => ({ says: saysOf(flaw), params: { owner: reporter.name(node), flaw } }))
  })
}

const found = () => 'found'
