// Performs one request of any transport: it finds the verb, asks whether the actor may, and gives the outcome as a value.

import type { Said } from '../dns/said.ts'
import type { ToldProblem } from '../text/findings/problem.ts'
import type { Actor } from './actor.ts'
import { auditEntry } from './audit-entry.ts'
import { type ErrorCode, VerbError } from './errors.ts'
import { quoted } from './fields.ts'
import type { Operated } from './operated.ts'
import { revisionOf } from './revision.ts'
import { english, say } from './says.ts'
import { Sight } from './sight.ts'
import { findVerb } from './table.ts'
import { Turns } from './turns.ts'
import type { Given, Verb } from './verb.ts'

export type Request = {
  readonly verb: string
  readonly options: unknown
  /** The revisions on which the request rests: it is done only if one of them is served. */
  readonly revisions?: readonly string[] | undefined
}

/** `revision`: of what was served when the verb began, or after it if the verb has changed that. */
export type Performed = { readonly revision: string } & (Given | Failure)

export type Failure = {
  readonly kind: 'error'
  readonly error: string
  readonly code: ErrorCode
  readonly field: string | undefined
  /** The sentence as data, where it has words in other languages. */
  readonly said?: Said | undefined
  readonly findings?: readonly ToldProblem[] | undefined
}

export async function perform(operated: Operated, actor: Actor, request: Request): Promise<Performed> {
  const { server } = operated
  let revision = revisionOf(server, actor)
  try {
    const verb = allowed(actor, request.verb)
    const begin = () => {
      revision = revisionOf(server, actor)
      if (request.revisions?.includes(revision) === false)
        throw new VerbError('moved', say('else-served', { verb: verb.name }))
    }
    begin()
    const asked = { operated, actor, sight: new Sight(actor, server), revision, begin }
    const conditional = request.revisions !== undefined
    const given = await verb.perform({ ...asked, conditional }, request.options)
    const isNothing = given.kind === 'one' && given.outcome === undefined
    if (verb.effect !== 'reads' && !verb.unaudited && !isNothing)
      server.audit.add(auditEntry(actor, verb, request.options, given))
    const served = verb.effect === 'changes' ? revisionOf(server, actor) : revision
    if (given.kind === 'one') return { revision: served, ...given }
    return { revision: served, kind: 'many', items: guarded(given.items, operated, verb.name) }
  } catch (error) {
    return { revision, ...failureOf(error, operated, request.verb) }
  }
}

/** The verb of that name. Throws where there is none, or the actor may not ask for it. */
export function allowed({ verbs, rights, mayChange, mayPropose, views, zones }: Actor, name: string): Verb {
  const verb = findVerb(name)
  if (verb === undefined) throw new VerbError('unknown-verb', say('no-such-verb', { verb: quoted(name) }))
  const isWhole = views === 'all' && zones === 'all'
  const isHis = (verbs === 'all' || verbs.has(name)) && rights.has(verb.right)
  if (!isHis || (verb.concerns === 'all' && !isWhole))
    throw new VerbError('forbidden', say('may-not-ask', { verb: name }))
  if ((verb.effect === 'changes' && !mayChange) || (verb.effect === 'proposes' && !mayPropose))
    throw new VerbError('forbidden', say('may-not-change', { verb: name }))
  return verb
}

/** The error as a value. A fault of ours may quote any view: the log gets it, the client does not. */
export function failureOf(error: unknown, { onFault }: Operated, verb: string): Failure {
  if (error instanceof VerbError) {
    const { message, code, field, said, findings } = error
    return { kind: 'error', error: message, code, field, said, findings }
  }
  onFault(error)
  const said = say('verb-failed', { verb })
  return { kind: 'error', error: english.text(said), code: 'failed', field: undefined, said }
}

/** Gives the items; an error in the middle becomes a VerbError as one before the first would. */
async function* guarded(
  items: AsyncGenerator<unknown, string | undefined>,
  operated: Operated,
  verb: string,
): AsyncGenerator<unknown, string | undefined> {
  try {
    return yield* items
  } catch (error) {
    const { code, error: text, field, said } = failureOf(error, operated, verb)
    throw new VerbError(code, said ?? text, field)
  }
}

/** Collects the items of a page, with where the next page begins. */
export async function collected(
  items: AsyncGenerator<unknown, string | undefined>,
): Promise<{ readonly result: readonly unknown[]; readonly next: string | undefined }> {
  const result: unknown[] = []
  for (;;) {
    const { value, done } = await items.next()
    if (done) return { result, next: value }
    result.push(value)
  }
}

/** Items of one batch. */
const BATCH = 256

/** The items in batches, each in a turn of its own; returns where the next page begins. */
export async function* batches(
  items: AsyncGenerator<unknown, string | undefined>,
): AsyncGenerator<readonly unknown[], string | undefined> {
  const turns = new Turns()
  let batch: unknown[] = []
  try {
    for (;;) {
      const { value, done } = await items.next()
      if (done) {
        if (batch.length > 0) yield batch
        return value
      }
      batch.push(value)
      if (batch.length < BATCH && !turns.isOver) continue
      await turns.next()
      yield batch
      batch = []
    }
  } finally {
    // Also when the client takes no more: the generator of the verb ends.
    await items.return(undefined)
  }
}

/** The items as one JSON array, in pieces of text. */
export async function* arrayText(
  items: AsyncGenerator<unknown, string | undefined>,
): AsyncGenerator<string, string | undefined> {
  const all = batches(items)
  for (let before = '['; ; before = ',') {
    const { value, done } = await all.next()
    if (done) {
      yield before === '[' ? '[]' : ']'
      return value
    }
    yield before + value.map((item) => JSON.stringify(item)).join()
  }
}
