// docs/performance.md, one screen of the figures of a run for readers; and docs/performance-data.md, all measurements, with
// the notes that people keep beside it.

import type { Row, Table, Verdict } from '../rows/row.ts'
import { BARE } from '../servers/bare.ts'
import { ECHO } from '../servers/echo.ts'
import { JANUS } from '../servers/janus.ts'
import type { Finding } from './kept.ts'
import { dateOf, type Machine, processorOf } from './machine.ts'
import type { Notes } from './notes.ts'
import { metText } from './terminal.ts'

export type Report = {
  readonly findings: readonly Finding[]
  readonly notes: Notes
  /** File name of the plot beside the document. */
  readonly plot: string
}

export const DATA = 'performance-data.md'

/** For readers: what an answer costs beside the others, and the other targets. */
export function documentText({ findings, plot }: Report): string {
  const answers = findings.flatMap(({ row, result }) => (result.cpu ? [answerLine(row, result.cpu)] : []))
  const verdicts = findings.flatMap(({ row, result }) => result.verdicts.map((verdict) => ({ row, verdict })))
  const met = verdicts.filter(({ verdict }) => verdict.met === true).length
  const missed = new Set(verdicts.filter(({ verdict }) => verdict.met === false).map(({ row }) => row.name))
  const parts = [
    '# Performance',
    `Where the last column is below 1, Janus takes less CPU time for an answer than the best of the other servers. \`npm run bench
-- --save\` measures and writes this page; [${DATA}](${DATA}) has every table, the notes, and what did not help.`,
    whenText(findings),
    markdownTable({
      columns: ['what is asked', 'Janus, µs CPU per answer', 'the best of the others', 'Janus ÷ it'],
      lines: answers,
      words: true,
    }),
    `![CPU per answer by server and workload](${plot})`,
    ...startLines(findings),
    `${met} of ${verdicts.length} targets are met. The rows in which one is missed: ${[...missed].join(', ')}. [All targets](${DATA}#targets)
stand with what was measured in the data.`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function answerLine({ work }: Row, cpu: ReadonlyMap<string, number>): string[] {
  const janus = cpu.get(JANUS) ?? Number.NaN
  const floors = [ECHO, BARE]
  const others = [...cpu].filter(
    ([name, value]) => !name.startsWith(JANUS) && !floors.includes(name) && Number.isFinite(value),
  )
  const [best] = others.toSorted(([, a], [, b]) => a - b)
  if (best === undefined) return [work, janus.toFixed(2), '', '']
  return [work, janus.toFixed(2), `${best[0]}, ${best[1].toFixed(2)}`, (janus / best[1]).toFixed(2)]
}

/** Rows are measured alone too: the machine is that of the newest, and others say where they differ. */
function whenText(findings: readonly Finding[]): string {
  const newest = newestOf(findings)
  const others = findings.filter(({ machine }) => dateOf(machine) !== dateOf(newest)).length
  const older = others === 0 ? '' : `; older rows: ${others}, each with its date in [the data](${DATA})`
  return `${newest.map(([what, value]) => `${what} ${value}`).join(', ')}${older}`
}

function newestOf(findings: readonly Finding[]): Machine {
  const [newest] = findings.toSorted((a, b) => (dateOf(a.machine) < dateOf(b.machine) ? 1 : -1))
  return newest?.machine ?? []
}

/** The tables of the rows that are about starting. */
function startLines(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ row }) => row.name === 'load')
    .flatMap(({ row, result }) => [`From the start of the process: ${row.work}:`, ...result.tables.map(markdownTable)])
}

/** Everything. */
export function dataText(report: Report): string {
  const { findings, notes } = report
  const parts = [
    '# Performance: what was measured',
    '`npm run bench -- --save` writes this page. Notes that stay are in `test/bench/notes.md`.',
    HOW,
    markdownTable({ columns: ['measured', 'on'], lines: newestOf(findings), words: true }),
    '## Targets',
    markdownTable({
      columns: ['row', 'what', 'measured', ''],
      words: true,
      lines: findings.flatMap(({ row, result }) =>
        result.verdicts.map((verdict) => [row.name, verdict.what, verdict.measured, verdictText(verdict)]),
      ),
    }),
    '## Rows',
    ...findings.flatMap((finding) => rowParts(finding, notes.byRow.get(finding.row.name))),
    notes.others,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

const HOW = `Each server has one worker on one core, and the client has the other core. The servers take turns, in rounds; ratios
are medians over ratios within a round. CPU per answer is user and system time of the server's whole process tree, from
\`/proc\`, over the answers that the client counted. Janus runs with all that we deliver: two views, rotation, EDNS, cookies,
metrics, and rate limits that nothing reaches; the peers have no rate limits. The echo sends back what it receives over our own
UDP path, and so shows what the kernel and the batches cost. "Node.js alone" is Node's server of TLS, which sends back what it
receives: below it nothing is left that is ours.`

function rowParts({ row, result, machine, rounds, seconds }: Finding, note: string | undefined): string[] {
  const { name, work, target } = row
  const { tables, verdicts, remarks = [], output } = result
  return [
    `### ${work}`,
    `\`--only ${name}\`. Target: ${target}. Measured ${dateOf(machine)} on ${processorOf(machine)}, ${rounds} × ${seconds} s.`,
    ...tables.map(markdownTable),
    ...(output === undefined ? [] : [`\`\`\`text\n${output}\n\`\`\``]),
    listText(verdicts.map((verdict) => `${verdictText(verdict)}: ${verdict.what}: ${verdict.measured}`)),
    listText(remarks.map((remark) => remark.replaceAll('\n', ' '))),
    note ?? '',
  ]
}

function verdictText(verdict: Verdict): string {
  const text = metText(verdict)
  return text === 'missed' ? '**missed**' : text
}

function listText(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}

function markdownTable({ columns, lines, words }: Table): string {
  const text = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const rule = columns.map((_, i) => (i === 0 || words ? '---' : '---:'))
  return [columns, rule, ...lines].map(text).join('\n')
}
