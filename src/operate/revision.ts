// Which state of what is served something was made from, as a word that is another one after every reload and rollback, and in
// every other run of the server: pages that follow each other, and changes that rest on what was read, name it. To who sees some
// faces alone it is another one when these have changed, and tells nothing of the others.

import { createHash } from 'node:crypto'
import type { Server } from '../serve/server.ts'
import { numberOf } from '../store/generation/numbered.ts'
import type { Actor } from './actor.ts'
import { Sight } from './sight.ts'

/** Of what is served, by who sees how much of it. */
const partial = new WeakMap<object, Map<string, string>>()

export function revisionOf(server: Server, { views, zones }: Pick<Actor, 'views' | 'zones'>): string {
  const { started, current } = server
  const run = started.getTime().toString(36)
  if (views === 'all' && zones === 'all') return `${run}-${numberOf(current)}`
  const known = partial.get(current) ?? new Map<string, string>()
  partial.set(current, known)
  const who = JSON.stringify([views === 'all' ? views : [...views], zones])
  const revision = known.get(who) ?? `${run}-${facesWord(server, new Sight({ views, zones }, server))}`
  known.set(who, revision)
  return revision
}

/** The same as long as nobody could tell the faces from what they were. */
function facesWord({ current: { candidate } }: Server, sight: Sight): string {
  const hash = createHash('sha256')
  for (const [i, { name, face, served, problems }] of candidate.loaded.faces.entries()) {
    if (!sight.face({ zone: name, view: face.viewName })) continue
    const [zone, found] = [served === undefined ? 0 : numberOf(served), problems.length === 0 ? 0 : numberOf(problems)]
    hash.update(`${face.viewName}\0${name}\0${zone}\0${found}\0${candidate.states[i]}\n`)
  }
  return hash.digest('base64url').slice(0, WORD)
}

/** In characters. */
const WORD = 16
