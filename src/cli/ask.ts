// Puts a verb to the running server, at whichever socket it is. Tells on standard error what keeps it from being asked, and what was
// assumed to ask it.

import { resolve } from 'node:path'
import { askServer, NoServerError, type ServerAnswer } from '../operate/control/client.ts'
import type { ControlRequest } from '../operate/control/protocol.ts'
import type { Options } from '../operate/fields.ts'
import { type Told, typed, type Verb } from '../operate/verb.ts'
import { isSameFile } from '../system/same-file.ts'
import { type FoundControl, findControl } from '../text/config/find-control.ts'
import { english } from '../text/config/says.ts'
import { configProblemsText } from '../text/config/told.ts'
import { wantsColour } from '../text/findings/colour.ts'
import { visible } from '../text/findings/escape.ts'
import { placeText } from '../text/findings/text.ts'
import { version } from './version.ts'

export type Answer =
  | { readonly kind: 'result'; readonly result: unknown; readonly told: Told }
  | { readonly kind: 'error'; readonly error: string }

/** Resolves with undefined, and tells why, where no server could be asked, or it has another configuration or is another version. */
export async function ask(verb: Verb, named: string | undefined, options: Options): Promise<Answer | undefined> {
  const found = findControl(named)
  const { sockets, problems } = found
  const config = resolve(found.config)
  const say = (text: string) => process.stderr.write(`janus ${typed(verb)}: ${visible(text)}\n`)
  const answered = await firstAnswer(found, (only) => ({
    verb: verb.name,
    options,
    // A configuration that was not found cannot be the one that is meant.
    ...((problems.length === 0 || named !== undefined || found.said) && { config, only }),
  }))
  if (answered instanceof NoServerError) {
    if (problems.length > 0)
      process.stderr.write(configProblemsText(problems, { colour: wantsColour(process.env, process.stderr) }))
    say(
      answered.absent
        ? `no server runs here: nobody listens at ${list(sockets)}; ${adviceFor(named)}`
        : answered.message,
    )
    return undefined
  }
  const { socket, answer } = answered
  const served = answer.config ?? 'another one'
  if (answer.kind === 'other') {
    say(
      `the server at ${socket} was started with ${served}, and not with ${config}: name that file, or start it with this one`,
    )
    return undefined
  }
  const [first, ...more] = problems
  if (first) {
    say(
      `${placeText(first.place)}: ${english.text(first.said.message)}${more.length > 0 ? `, and ${more.length} more` : ''} [${first.rule}]`,
    )
    say(`asked the server at ${socket} all the same, which was started with ${served}`)
  } else if (answer.config !== undefined && !isSameFile(answer.config, config))
    say(`the server at ${socket} was started with ${served}, and not with ${config}`)
  return understood(verb, socket, answer, say)
}

/** Reads the answer. A server of another version may know other verbs, or other forms of results. */
function understood(
  verb: Verb,
  socket: string,
  answer: Exclude<ServerAnswer, { readonly kind: 'other' }>,
  say: (text: string) => void,
): Answer | undefined {
  if (answer.kind === 'error') {
    // Older servers send sentences without codes.
    const isForeign = answer.code === undefined || answer.code === 'unknown-verb' || answer.code === 'bad-request'
    return { ...answer, error: isForeign ? `${answer.error}${versionsText(answer.version)}` : answer.error }
  }
  const told = verb.told(answer.result)
  if (told !== undefined) return { kind: 'result', result: answer.result, told }
  say(`cannot read what the server at ${socket} says${versionsText(answer.version)}`)
  return undefined
}

/** Empty where both are the same version. */
function versionsText(server: string | undefined): string {
  if (server === version) return ''
  const running = server === undefined ? 'an older version' : `version ${server}`
  return `: it is ${running}, and this command is version ${version}; restart the server to have them the same`
}

type Answered = { readonly socket: string; readonly answer: ServerAnswer }

/** The answer of the server with this configuration; one with another configuration counts if there is no other server. */
async function firstAnswer(
  { sockets, said }: FoundControl,
  requestTo: (only: boolean) => ControlRequest,
): Promise<Answered | NoServerError> {
  let other: Answered | undefined
  let failed: NoServerError | undefined
  for (const [i, socket] of sockets.entries())
    try {
      const answer = await askServer(socket, requestTo(i > 0 || !said))
      if (answer.kind !== 'other') return { socket, answer }
      other ??= { socket, answer }
    } catch (error) {
      if (!(error instanceof NoServerError)) throw error
      if (failed === undefined || failed.absent) failed = error
    }
  return other ?? failed!
}

function adviceFor(named: string | undefined): string {
  return named === undefined ? 'start it, or name its configuration with --config FILE' : 'start it'
}

function list(sockets: readonly string[]): string {
  return sockets.join(' and ')
}
