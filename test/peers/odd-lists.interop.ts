// Debian's rbldnsd and Janus read odd list files, and are asked the same: code, records and TTLs. JANUS_ODD=FIRST-LAST takes other
// files than these, which were made with numbers that are the same each time.

import t from 'tap'
import { oddLines } from './odd-lines.ts'
import { FORMATS, type OddList, oddList } from './odd-lists.ts'
import { unlikeOf } from './odd-lists-asked.ts'
import { rbldnsd } from './rbldnsd.ts'

const [first, last] = (process.env.JANUS_ODD ?? '0-24').split('-').map(Number) as [number, number]
/** Zones that one rbldnsd is given. */
const TOGETHER = 300

for (const format of FORMATS)
  t.test(
    `odd files of ${format}: both say the same`,
    { skip: rbldnsd ? false : 'rbldnsd is not installed', timeout: 600_000 },
    async (t) => {
      const random = Array.from({ length: last - first + 1 }, (_, i) => oddList(format, first + i))
      const all: readonly OddList[] = [...oddLines(format), ...random]
      for (let from = 0; from < all.length; from += TOGETHER) {
        const lists = all.slice(from, from + TOGETHER)
        const { unlike, compared } = await unlikeOf(lists)
        const told = unlike.map(({ list, question, theirs, ours }) => {
          const text = lists[list]!.files.join('\n--\n')
          return `file ${from + list}, ${question}: rbldnsd ${theirs}; Janus ${ours}\n${text}`
        })
        t.same(told.slice(0, 5), [])
        t.ok(compared > lists.length * 5, `${compared} answers are the same`)
      }
    },
  )
