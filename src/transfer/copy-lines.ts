// Stands for the line numbers of a zone that came by transfer: its records have none.

import { nameText } from '../dns/name-text.ts'
import { english, say } from '../text/findings/says.ts'
import { LineMap } from '../text/zonefile/lines.ts'

/** The numbers of its records stand for lines. */
export function linesOf(apex: Uint8Array): LineMap {
  const lines = new LineMap()
  const instead = say('instead-transfer', { zone: nameText(apex) })
  lines.addRun(0, lines.addFile(english.text(instead), instead), 0)
  return lines
}
