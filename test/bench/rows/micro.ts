// What the parts cost by themselves, without system calls: programs of their own, whose output is shown as it is.

import { join } from 'node:path'
import { runTool } from '../clients/tool.ts'
import type { Result, Row } from './row.ts'

const FOLDER = join(import.meta.dirname, '..')
/** With what makes each of them short. */
const PROGRAMS = {
  'zone-parse.ts': ['1000', '1'],
  'view-match.ts': ['1'],
  'find.ts': ['1'],
  'compose.ts': ['1'],
  'responder.ts': ['50'],
} as const
const LIMIT_S = 180

export const micro: Row = {
  name: 'micro',
  work: 'the parts by themselves: parse, view match, find, compose, respond',
  target: 'none of its own',
  estimate: (bench) => (bench.seconds < 1 ? 5 : 50),
  run: async (bench): Promise<Result> => {
    const outputs: string[] = []
    for (const [program, short] of Object.entries(PROGRAMS)) {
      bench.progress(program)
      const options = { cores: bench.cores.server, seconds: LIMIT_S }
      const args = [join(FOLDER, program), ...(bench.seconds < 1 ? short : [])]
      outputs.push(`${program}\n${await runTool(process.execPath, args, options)}`)
    }
    return { tables: [], verdicts: [], output: outputs.join('\n').trimEnd() }
  },
}
