// A table as people read it in a terminal: the first column to the left, numbers to the right.

import type { Table } from '../rows/row.ts'

export function tableText({ columns, lines }: Table): string {
  const widths = columns.map((column, i) => Math.max(column.length, ...lines.map((line) => (line[i] ?? '').length)))
  const text = (line: readonly string[]) =>
    `  ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`.trimEnd()
  return [columns, ...lines].map(text).join('\n')
}
