// What changes of single faces cost: a program of its own, since no command makes such a change.

import { join } from 'node:path'
import { runTool } from '../clients/tool.ts'
import { atMost, type Result, type Row } from './row.ts'

const PROGRAM = join(import.meta.dirname, '..', 'editions.ts')
const LIMIT_S = 300
/** Milliseconds until the slowest worker answers, for a change of one name, of a hundred, of one face among many. */
const LIMITS_MS = [5, 15, 5]
const HITS = 1.1

export const editions: Row = {
  name: 'editions',
  work: 'changes of single faces: of a zone of 1,000,000 records, of one face of 20,000, beside questions about other names',
  target: `served by all workers in under ${LIMITS_MS.join(', ')} ms; hits at most ${HITS} × while 100 changes a second come`,
  estimate: (bench) => (bench.seconds < 1 ? 20 : 90),
  run: async (bench): Promise<Result> => {
    const short = bench.seconds < 1 ? ['1000', '20', '1'] : []
    const options = { cores: `${bench.cores.server},${bench.cores.client}`, seconds: LIMIT_S }
    const output = await runTool(process.execPath, [PROGRAM, ...short], options)
    const answered = Array.from(output.matchAll(/workers p50 ([\d.]+)/g), ([, ms]) => Number(ms))
    const names = ['one name changed', 'a hundred names changed', 'one face among many changed']
    const verdicts = names.map((name, i) => atMost(name, answered[i] ?? Number.NaN, LIMITS_MS[i]!, 'ms'))
    const hits = Number(/other names: ([\d.]+)/.exec(output)?.[1] ?? Number.NaN)
    return { tables: [], verdicts: [...verdicts, atMost('hits meanwhile', hits, HITS)], output: output.trimEnd() }
  },
}
