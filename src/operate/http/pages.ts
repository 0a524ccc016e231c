// Serves the documents under /console/docs/ as the package has them: HTML without code, and without data of any view. They lie packed on
// disk, and each is read when somebody asks for it.

import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { say } from '../says.ts'
import type { Askers } from './askers.ts'
import { sendFile } from './browser-file.ts'
import { PAGES_PATH } from './console-link.ts'
import { refusalOf, refuse } from './refusal.ts'
import { pageAbout } from './screen-pages.ts'

/** The folder where the build puts the pages, and the file that lists them. */
export const PAGES_FOLDER = 'pages'
export const PAGES_LIST = 'files.json'

type Pages = {
  readonly names: ReadonlySet<string>
  readonly packed: (name: string) => Promise<Uint8Array>
}

export function addPages(app: FastifyInstance, askers: Askers): void {
  let found: Promise<Pages> | undefined
  app.get(PAGES_PATH.slice(0, -1), (_request, reply) => reply.redirect(PAGES_PATH, 308))
  app.get<{ Params: { screen: string } }>(`${PAGES_PATH}about/:screen`, ({ params }, reply) =>
    reply.redirect(pageAbout(params.screen), 302),
  )
  app.get<{ Params: { '*': string } }>(`${PAGES_PATH}*`, async (request, reply) => {
    const why = askers.forbiddenVisit(request)
    if (why !== undefined) return refuse(reply, 403, refusalOf('forbidden', say('not-shown-here', { why })))
    found ??= pages()
    found.catch(() => {
      found = undefined
    })
    const { names, packed } = await found
    const name = request.params['*'] || 'index.html'
    // A name leads to a file only where the build has listed it.
    if (!names.has(name))
      return refuse(reply, 404, refusalOf('unknown-verb', say('no-such-document', { path: PAGES_PATH })))
    const content = await packed(name)
    return sendFile(
      request,
      reply,
      { name, plain: () => gunzipSync(content), packed: content, isForGood: name.endsWith('.css') },
      { runs: false },
    )
  })
}

/** The pages as the build has written them; in a checkout they are made at the first request. */
async function pages(): Promise<Pages> {
  if (import.meta.url.endsWith('.ts')) {
    const builder = new URL('../../../packaging/pages.ts', import.meta.url)
    const { makePages }: { readonly makePages: () => ReadonlyMap<string, Uint8Array> } = await import(builder.href)
    const made = makePages()
    return { names: new Set(made.keys()), packed: async (name) => gzipSync(made.get(name)!) }
  }
  const folder = join(import.meta.dirname, PAGES_FOLDER)
  const names: readonly string[] = JSON.parse(readFileSync(join(folder, PAGES_LIST), 'utf8'))
  return { names: new Set(names), packed: (name) => readFile(join(folder, `${name}.gz`)) }
}
