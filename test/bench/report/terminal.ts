// What a row found, in a terminal.

import type { Result, Row, Verdict } from '../rows/row.ts'
import { tableText } from './table-text.ts'

export function resultText({ name, work }: Row, { tables, verdicts, remarks = [], output }: Result): string {
  const parts = [`\n${work} [${name}]`, ...tables.map(tableText)]
  if (output !== undefined) parts.push(output)
  parts.push(...verdicts.map((verdict) => `  ${metText(verdict)}: ${verdict.what}: ${verdict.measured}`))
  parts.push(...remarks.map((remark) => `  note: ${remark}`))
  return parts.join('\n')
}

export function metText({ met }: Verdict): string {
  if (met === undefined) return 'open'
  return met ? 'met' : 'missed'
}
