// Asks the running server for a verb over its control socket, and prints what it says.

import { createInterface } from 'node:readline'
import type { Options } from '../operate/fields.ts'
import { typed, type Verb } from '../operate/verb.ts'
import { wantsColour } from '../text/findings/colour.ts'
import { visible } from '../text/findings/escape.ts'
import { unreadableEscaped } from '../text/findings/json-escape.ts'
import { Exit } from '../tools/exit.ts'
import { ask } from './ask.ts'

export type OperateOptions = { readonly config?: string; readonly json?: boolean }

/** Lines that are sent together; a request has room for so many short ones, and its octets have a bound of their own. */
const AT_ONCE = 500
const MOST_OCTETS = 32_768

/** The same once for some lines of the input at a time, which are the field `lines`. Ends with the worst of the exit codes. */
export async function operateLines(
  verb: Verb,
  options: OperateOptions,
  asked: Options,
  lines: string,
  input: NodeJS.ReadableStream = process.stdin,
): Promise<number> {
  let worst: number = Exit.good
  let some: object[] = []
  let octets = 0
  const send = async () => {
    if (some.length > 0) worst = Math.max(worst, await operate(verb, options, { ...asked, [lines]: some }))
    some = []
    octets = 0
  }
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const [, entry, text] = /^\s*(\S+)(?:\s+(.*?))?\s*$/.exec(line) ?? []
    if (entry === undefined || entry.startsWith('#')) continue
    some.push(text ? { entry, text } : { entry })
    octets += line.length + OBJECT
    if (some.length === AT_ONCE || octets > MOST_OCTETS) await send()
    // Nobody is there to take the rest.
    if (worst === Exit.failed) return worst
  }
  await send()
  return worst
}

/** Octets around an entry and its text. */
const OBJECT = 24

/** Gives the exit code. */
export async function operate(verb: Verb, { config, json }: OperateOptions, asked: Options): Promise<number> {
  const answer = await ask(verb, config, asked)
  if (answer === undefined) return Exit.failed
  if (answer.kind === 'error') {
    process.stderr.write(`janus ${typed(verb)}: ${visible(answer.error)}\n`)
    return Exit.bad
  }
  const { result, told } = answer
  const colour = wantsColour(process.env, process.stdout)
  const text = json ? JSON.stringify(result, null, 2) : told.text({ colour })
  process.stdout.write(`${unreadableEscaped(text)}\n`)
  return told.good ? Exit.good : Exit.bad
}
