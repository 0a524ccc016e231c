// What faces cost that are made of others, beside reading such a zone: a program of its own, in which nothing else runs.

import { join } from 'node:path'
import { runTool } from '../clients/tool.ts'
import { atMost, type Result, type Row } from './row.ts'

const PROGRAM = join(import.meta.dirname, '..', 'made-faces.ts')
const LIMIT_S = 120
const LIMIT = 1

export const composing: Row = {
  name: 'composing',
  work: 'a face of 200,000 records made of another one, and of two layers, beside reading such a zone',
  target: `less than reading it: ${LIMIT} ×`,
  estimate: (bench) => (bench.seconds < 1 ? 3 : 10),
  run: async (bench): Promise<Result> => {
    const short = bench.seconds < 1 ? ['300', '1'] : []
    const options = { cores: bench.cores.server, seconds: LIMIT_S }
    const output = await runTool(process.execPath, [PROGRAM, ...short], options)
    const ratio = (what: RegExp) => Number(what.exec(output)?.[1] ?? Number.NaN)
    return {
      tables: [],
      verdicts: [
        atMost('derived ÷ read', ratio(/derived ÷ read ([\d.]+)/), LIMIT),
        atMost('laid over each other ÷ read', ratio(/laid over each other ÷ read ([\d.]+)/), LIMIT),
      ],
      output: output.trimEnd(),
    }
  },
}
