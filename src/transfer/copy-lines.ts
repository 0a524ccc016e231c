// Line numbers for a zone that came by transfer, whose records stand on no lines.

import { nameText } from '../dns/name-text.ts'
import { english, say } from '../text/findings/says.ts'
import { LineMap } from '../text/zonefile/lines.ts'

/** The number of each record stands for its line. */
export function linesOf(apex: Uint8Array): LineMap {
  const lines = new LineMap()
  const instead = say('instead-transfer', { zone: nameText(apex) })
  lines.addRun(0, lines.addFile(english.text(instead), instead), 0)
  return lines
}
