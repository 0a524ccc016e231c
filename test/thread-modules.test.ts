// What threads load. Node and their modules are most of what a thread costs that reads a small zone, and each keeps all of them in memory.

import { join, normalize } from 'node:path'
import t from 'tap'
import { importsOf } from './support/imports.ts'

const root = join(import.meta.dirname, '../src')
const { sources, imports } = importsOf(root)

const unwanted = ['yaml', 'valibot', 'ip-cidr', 'pino', 'commander', 'text/config/says.ts', 'text/config/tree.ts']

t.test('no thread loads what reads configurations, or what is of commands and of the log', async (t) => {
  const threads = sources.filter((file) => file.endsWith('-thread.ts'))
  t.ok(threads.includes('supply/loader/loader-thread.ts'))
  for (const thread of threads) {
    const loaded = loadedBy(thread)
    t.ok(loaded.has(thread))
    t.same(
      unwanted.filter((one) => loaded.has(one)),
      [],
      thread,
    )
  }
})

t.test('what is watched for is there: the main thread loads it', async (t) => {
  const loaded = [...loadedBy('cli/serve.ts'), ...loadedBy('cli/commands.ts')]
  t.same(
    unwanted.filter((one) => !loaded.includes(one)),
    [],
  )
})

/** Files of ours and packages, with all that these files load in turn. */
function loadedBy(file: string): ReadonlySet<string> {
  const loaded = new Set([file])
  for (const one of loaded)
    for (const { from, specifier, atStart } of imports)
      if (from === one && atStart)
        loaded.add(specifier.startsWith('.') ? normalize(join(from, '..', specifier)) : specifier)
  return loaded
}
