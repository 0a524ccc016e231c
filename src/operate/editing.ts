// Replaces the text of a zone file: it compares the hash of the text that was read, judges the new text as zonecheck does, writes the file
// whole, and reloads. One edit at a time.

import { isUtf8 } from 'node:buffer'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { whyOf } from '../system/why.ts'
import { writeWhole } from '../system/write-whole.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Branch, Branching } from '../tools/edit/git-branch.ts'
import type { FaceDifference, JudgedText } from '../tools/edit/zone-text.ts'
import type { EditedFile } from './edited-file.ts'
import { VerbError } from './errors.ts'
import { quoted } from './fields.ts'
import { isSeenProblem } from './report.ts'
import { say, speakerOf } from './says.ts'
import type { Asked } from './verb.ts'

/** Octets of a request, which holds the text with escapes. */
export const MAX_EDIT = 2 ** 21

/** Octets of a text: nobody edits a longer one in a browser. */
const LONGEST_TEXT = 2 ** 20

export type Edit = { readonly text: string; readonly hash: string; readonly comment?: string | undefined }

export type Proposal = Edit & { readonly branch?: boolean | undefined }

/** `patch`: path of the patch. */
export type Proposed = { readonly patch: string } & Partial<Branch>

/** The text of the file as it is now, with its hash. Throws a VerbError where it cannot be shown. */
export async function textNow({ path, files }: EditedFile): Promise<{ readonly text: string; readonly hash: string }> {
  const { hashOf, isConfined, readText } = await import('../tools/edit/zone-text.ts')
  let bytes: Buffer | undefined
  try {
    bytes = isConfined(path, files) ? readText(path, LONGEST_TEXT) : undefined
  } catch (error) {
    throw new VerbError('no-text', say('text-unread', { file: quoted(path), why: whyOf(error) }), 'file')
  }
  if (bytes === undefined) throw new VerbError('no-text', say('text-link-out', { file: quoted(path) }), 'file')
  if (!isUtf8(bytes)) throw new VerbError('no-text', say('text-not-utf8', { file: quoted(path) }), 'file')
  return { text: bytes.toString('utf8'), hash: hashOf(bytes) }
}

/** The text, if it still has this hash. Throws where somebody has changed it since. */
async function restsOn(file: EditedFile, hash: string): Promise<string> {
  const { path } = file
  const now = await textNow(file)
  if (now.hash !== hash) throw new VerbError('moved', say('text-differs', { file: quoted(path) }), 'hash')
  return now.text
}

export function judged(asked: Asked, file: EditedFile, text: string): Promise<JudgedText> {
  return inTurn(asked, () => judgedNow(asked, file, text))
}

/** As judged(), with what the text would change in each face that is made of the file. */
export function judgedWithChanges(
  asked: Asked,
  file: EditedFile,
  text: string,
): Promise<{ readonly problems: readonly Problem[]; readonly changes: readonly FaceDifference[] }> {
  return inTurn(asked, async () => {
    const found = await judgedNow(asked, file, text)
    const { textChanges } = await import('../tools/edit/zone-text.ts')
    const before = Buffer.from((await textNow(file)).text)
    return { problems: found.problems, changes: await textChanges(asked.operated.server.latest, file, before, found) }
  })
}

/** Texts of one user that are judged or wait for it: each takes memory for zones of its own. */
const OF_ONE = 8
const readOf = new Map<string, number>()
let reading: Promise<unknown> = Promise.resolve()

/** Judges texts one after the other, those of all users together. */
async function inTurn<T>({ actor: { who } }: Asked, work: () => Promise<T>): Promise<T> {
  const own = readOf.get(who) ?? 0
  if (own >= OF_ONE) throw new VerbError('busy', say('text-busy', { count: own }))
  readOf.set(who, own + 1)
  const done = reading.then(work)
  reading = done.catch(() => {})
  try {
    return await done
  } finally {
    const left = readOf.get(who)! - 1
    if (left > 0) readOf.set(who, left)
    else readOf.delete(who)
  }
}

async function judgedNow(asked: Asked, file: EditedFile, text: string): Promise<JudgedText> {
  const { server } = asked.operated
  // A longer text could be written, but not read for the next edit.
  if (Buffer.byteLength(text) > LONGEST_TEXT)
    throw new VerbError('bad-request', say('text-over-limit', { octets: LONGEST_TEXT }), 'text')
  await refuseDirectives(asked, (await textNow(file)).text, text)
  const { judgeText } = await import('../tools/edit/zone-text.ts')
  return judgeText(server.latest, file, Buffer.from(text))
}

/** Writes a patch, and on request a branch of git; if it cannot make the branch, it writes neither. */
export async function proposed(
  asked: Asked,
  file: EditedFile,
  { text, hash, comment = '', branch = false }: Proposal,
): Promise<Proposed> {
  const { operated, actor } = asked
  const { path } = file
  const before = await restsOn(file, hash)
  refuseErrors(asked, (await judged(asked, file, text)).problems)
  await refuseDelegations(asked, file, before, text)
  const { patchText } = await import('../tools/edit/patch.ts')
  const patch = patchText(path, before, text)
  if (patch === '') throw new VerbError('bad-change', say('text-no-change'), 'text')
  const folder = join(operated.server.settings.state.path, 'proposals')
  const head = [`From: ${actor.who}`, `Date: ${new Date().toISOString()}`, `Subject: ${oneLine(comment)}`]
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 })
    const names = new Set(readdirSync(folder))
    if (names.size >= PROPOSALS)
      throw new VerbError('not-kept', say('patches-wait', { count: PROPOSALS, folder: quoted(folder) }))
    const name = freeName(names, actor.who, path)
    const made = join(folder, name)
    writeWhole(made, `${head.join('\n')}\n\n${patch}`)
    if (!branch) return { patch: made }
    const about = { path, before, after: text, author: actor.who, subject: oneLine(comment) }
    return { patch: made, ...(await branched(about, made)) }
  } catch (error) {
    if (error instanceof VerbError) throw error
    throw new VerbError('not-kept', say('patch-unwritten', { why: whyOf(error) }))
  }
}

/** Makes a branch with the name of the patch. Removes the patch where git does not take the commit. */
async function branched(about: Omit<Branching, 'name' | 'scratch'>, patch: string): Promise<Branch> {
  const { makeBranch, NoBranch } = await import('../tools/edit/git-branch.ts')
  try {
    return await makeBranch({ ...about, name: basename(patch, '.patch'), scratch: `${patch}.index` })
  } catch (error) {
    rmSync(patch, { force: true })
    if (error instanceof NoBranch)
      throw new VerbError('no-branch', say('branch-not-made', { why: error.said }), 'branch')
    throw error
  }
}

/** Proposals that may wait in the folder, so that nobody fills the disk with them. */
const PROPOSALS = 200

/** A name that no other proposal of the same moment has, and short enough for file systems (255 octets). */
function freeName(names: ReadonlySet<string>, who: string, path: string): string {
  const at = new Date().toISOString().replaceAll(':', '-')
  const safe = (text: string) => text.replaceAll(/[^\w.@-]/g, '_').slice(0, 64)
  for (let again = 1; ; again++) {
    const name = `${at}-${safe(who)}-${safe(basename(path))}${again === 1 ? '' : `-${again}`}.patch`
    if (!names.has(name)) return name
  }
}

/** The comment as one line without control characters: a header holds it, and a terminal may show it. */
function oneLine(comment: string): string {
  return comment.replaceAll(/[\s\p{C}]+/gu, ' ').trim() || 'a change of a zone file'
}

let turn: Promise<unknown> = Promise.resolve()

/** Makes the edit. Resolves when it is served, or has been taken back. */
export function edited(asked: Asked, file: EditedFile, edit: Edit) {
  const done = turn.then(() => editing(asked, file, edit))
  turn = done.catch(() => {})
  return done
}

async function editing(asked: Asked, file: EditedFile, { text, hash }: Edit) {
  const { operated, actor, begin } = asked
  const { path } = file
  begin()
  const { isWritable, replaceText } = await import('../tools/edit/zone-text.ts')
  if (!isWritable(path)) throw new VerbError('only-propose', say('text-only-read', { file: quoted(path) }), 'file')
  await restsOn(file, hash)
  refuseErrors(asked, (await judged(asked, file, text)).problems)
  // An actor who may not reload publishes his own change alone, and nothing that others have written and not reloaded.
  if (!actor.rights.has('operate') && (await operated.server.plan(begin)).outcome !== 'unchanged')
    throw new VerbError('moved', say('text-others-wait'))
  const wereIll = illFaces(asked, file)
  const before = await restsOn(file, hash)
  try {
    replaceText(path, Buffer.from(text))
  } catch (error) {
    throw new VerbError('not-kept', say('text-unwritten', { file: quoted(path), why: whyOf(error) }))
  }
  const report = await operated.reload()
  const areIll = illFaces(asked, file)
  const worse = report.refused.filter((face) => areIll.has(faceKey(face)) && !wereIll.has(faceKey(face)))
  if (report.outcome !== 'refused' && worse.length === 0) return report
  // The text is not served, and must not be found by the next reload. A text that somebody has written since stays.
  if ((await textNow(file)).text === text) replaceText(path, Buffer.from(before))
  await operated.reload()
  if (report.outcome !== 'refused')
    refuseErrors(
      asked,
      worse.flatMap(({ findings }) => findings),
    )
  return report
}

/** The faces of the file's zones whose source is not accepted. */
function illFaces({ operated: { server } }: Asked, { faces }: EditedFile): ReadonlySet<string> {
  const zones = new Set(faces.map(({ zone }) => zone))
  const { loaded, states } = server.current.candidate
  const ill = loaded.faces.filter(({ name }, i) => zones.has(name) && states[i] !== 'current')
  return new Set(ill.map(({ name, face }) => faceKey({ zone: name, view: face.viewName })))
}

function faceKey({ zone, view }: { readonly zone: string; readonly view: string }): string {
  return `${view} ${zone}`
}

/**
 * Refuses changes of lines that include files, concern other views, or stand for many records, from an actor who may not reload
 * everything: findings could tell him what stands in files that he may not see.
 */
async function refuseDirectives({ actor, sight }: Asked, before: string, text: string): Promise<void> {
  if (sight.whole && actor.rights.has('operate')) return
  const { reservedDirectives } = await import('../tools/edit/reserved-lines.ts')
  const [old, next] = [before, text].map((one) => reservedDirectives(Buffer.from(one)).join('\n'))
  if (old !== next) throw new VerbError('forbidden', say('text-directives'), 'text')
}

/** Refuses changes of delegations from an actor who does not see everything, as `change` does. */
async function refuseDelegations(
  { operated, sight }: Asked,
  file: EditedFile,
  before: string,
  text: string,
): Promise<void> {
  if (sight.whole) return
  const { changesDelegations } = await import('../tools/edit/zone-text.ts')
  if (changesDelegations(operated.server.latest, file, Buffer.from(before), Buffer.from(text)))
    throw new VerbError('forbidden', say('text-delegations'), 'text')
}

/** Refuses a text with errors. Errors in files that the actor may not see count, but are not told. */
function refuseErrors({ operated, sight }: Asked, problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  const seen = errors.filter((one) => isSeenProblem(one, sight))
  if (seen.length === 0) throw new VerbError('bad-change', say('text-harms-another'), 'text')
  const speaker = speakerOf(operated.language ?? 'en')
  const findings = operated.tell(seen.slice(0, FEW))
  const told = findings.map(({ place, message }) => speaker.text(say('text-error-at', { line: place.line, message })))
  throw new VerbError('bad-change', say('text-has-errors', { errors: told.join('; ') }), 'text', findings)
}

const FEW = 5
