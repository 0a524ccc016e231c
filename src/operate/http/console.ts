// Serves the console's files from memory: one page, and files with a hash of their content in their names. The console asks no other
// server, and runs no code of others. None of this is loaded where there is no console.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { say } from '../says.ts'
import type { Askers } from './askers.ts'
import { type BrowserFile, packed, sendFile } from './browser-file.ts'
import { CONSOLE_PATH } from './console-link.ts'
import { addPages } from './pages.ts'
import { refusalOf, refuse } from './refusal.ts'

/** By the name below /console/; the page itself is `index.html`. */
export type ConsoleFiles = Readonly<Record<string, Uint8Array>>

/** The folder where the build puts the files, and the file that lists them. */
export const CONSOLE_FOLDER = 'console'
export const CONSOLE_LIST = 'files.json'

export function addConsole(app: FastifyInstance, askers: Askers): void {
  let served: Promise<ReadonlyMap<string, BrowserFile>> | undefined
  app.get('/console', (_request, reply) => reply.redirect(CONSOLE_PATH, 308))
  app.get<{ Params: { '*': string } }>(`${CONSOLE_PATH}*`, async (request, reply) => {
    // People give this page their password: it comes neither in the clear nor under a host name that is not ours.
    const why = askers.forbiddenVisit(request)
    if (why !== undefined) return refuse(reply, 403, refusalOf('forbidden', say('not-shown-here', { why })))
    served ??= consoleFiles().then(ready)
    // A folder that could not be read may be there the next time.
    served.catch(() => {
      served = undefined
    })
    const file = (await served).get(request.params['*'] || 'index.html')
    if (file === undefined)
      return refuse(reply, 404, refusalOf('unknown-verb', say('no-such-asset', { path: CONSOLE_PATH })))
    return sendFile(request, reply, file, { runs: true })
  })
  addPages(app, askers)
}

function ready(files: ConsoleFiles): ReadonlyMap<string, BrowserFile> {
  return new Map(
    Object.entries(files).map(([name, plain]) => [
      name,
      { name, plain: () => plain, packed: packed(plain), isForGood: name !== 'index.html' },
    ]),
  )
}

/** The files as the build has written them; in a checkout they are made at the first request. */
export async function consoleFiles(): Promise<ConsoleFiles> {
  if (import.meta.url.endsWith('.ts')) {
    const builder = new URL('../../../packaging/console.ts', import.meta.url)
    const { makeConsole }: { readonly makeConsole: () => Promise<ConsoleFiles> } = await import(builder.href)
    return makeConsole()
  }
  const folder = join(import.meta.dirname, CONSOLE_FOLDER)
  const names: readonly string[] = JSON.parse(readFileSync(join(folder, CONSOLE_LIST), 'utf8'))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]))
}
