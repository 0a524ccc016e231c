// A verb put to the running server, wherever it is. What keeps it from being asked, and what was assumed to ask it, goes to
// standard error.

import { resolve } from 'node:path'
import { type FoundControl, findControl } from '../config/find-control.ts'
import { askServer, NoServerError } from '../control/client.ts'
import type { ControlResponse } from '../control/protocol.ts'
import { wantsColour } from '../report/colour.ts'
import { visible } from '../report/escape.ts'
import { placeText, problemsText } from '../report/text.ts'
import { isSameFile } from '../system/same-file.ts'

export type Answer = { readonly result: unknown } | { readonly error: string }

/** Undefined, and told, where no server could be asked, or the one that could has another configuration. */
export async function ask(
  verb: string,
  named: string | undefined,
  options: Readonly<Record<string, unknown>>,
): Promise<Answer | undefined> {
  const found = findControl(named)
  const { sockets, problems } = found
  const config = resolve(found.config)
  const say = (text: string) => process.stderr.write(`janus ${verb}: ${visible(text)}\n`)
  const answered = await firstAnswer(found, (only) => ({
    verb,
    options,
    // Where no configuration was found, none is meant.
    ...((problems.length === 0 || named !== undefined || found.said) && { config, only }),
  }))
  if (answered instanceof NoServerError) {
    if (problems.length > 0)
      process.stderr.write(problemsText(problems, { colour: wantsColour(process.env, process.stderr) }))
    say(
      answered.absent
        ? `no server runs here: nobody listens at ${list(sockets)}; ${adviceFor(named)}`
        : answered.message,
    )
    return undefined
  }
  const { socket, response } = answered
  const served = response.config ?? 'another one'
  if ('other' in response) {
    say(
      `the server at ${socket} was started with ${served}, and not with ${config}: name that file, or start it with this one`,
    )
    return undefined
  }
  const [first, ...more] = problems
  if (first) {
    say(
      `${placeText(first.place)}: ${first.message}${more.length > 0 ? `, and ${more.length} more` : ''} [${first.rule}]`,
    )
    say(`asked the server at ${socket} all the same, which was started with ${served}`)
  } else if (response.config !== undefined && !isSameFile(response.config, config))
    say(`the server at ${socket} was started with ${served}, and not with ${config}`)
  return response
}

type Answered = { readonly socket: string; readonly response: ControlResponse }

/** Whoever answers for the configuration; one that has another counts where nobody else is there. */
async function firstAnswer(
  { sockets, said }: FoundControl,
  requestTo: (only: boolean) => Parameters<typeof askServer>[1],
): Promise<Answered | NoServerError> {
  let other: Answered | undefined
  let failed: NoServerError | undefined
  for (const [i, socket] of sockets.entries())
    try {
      const response = await askServer(socket, requestTo(i > 0 || !said))
      if (!('other' in response)) return { socket, response }
      other ??= { socket, response }
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
