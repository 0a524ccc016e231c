// The revision of what is served: a word that changes with every reload and rollback, and with each start of the server. Pages that follow
// each other name it, and changes that rest on what was read. An actor who sees only some faces gets a word that changes when these do, and
// tells nothing of others.

import { createHash } from 'node:crypto'
import type { Server } from '../serve/server.ts'
import { numberOf } from '../store/generation/numbered.ts'
import type { Actor } from './actor.ts'
import { Sight } from './sight.ts'

/** By generation: the revisions, by what an actor sees. */
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

/** A hash over the faces that the actor sees: their editions, findings and states. */
function facesWord({ current: { candidate } }: Server, sight: Sight): string {
  const hash = createHash('sha256')
  for (const [i, { name, face, served, problems }] of candidate.loaded.faces.entries()) {
    if (!sight.face({ zone: name, view: face.viewName })) continue
    const [zone, found] = [served === undefined ? 0 : numberOf(served), problems.length === 0 ? 0 : numberOf(problems)]
    hash.update(`${face.viewName}\0${name}\0${zone}\0${found}\0${candidate.states[i]}\n`)
  }
  return hash.digest('base64url').slice(0, WORD)
}

/** Characters of the word. */
const WORD = 16
