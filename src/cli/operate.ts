// Puts a verb to the running server over its control socket, and prints the answer.

import type { Options } from '../operate/fields.ts'
import { typed, type Verb } from '../operate/verb.ts'
import { whyOf } from '../system/why.ts'
import { wantsColour } from '../text/findings/colour.ts'
import { visible } from '../text/findings/escape.ts'
import { unreadableEscaped } from '../text/findings/json-escape.ts'
import { Exit } from '../tools/exit.ts'
import { ask } from './ask.ts'
import { inputLines } from './input-lines.ts'

export type OperateOptions = { readonly config?: string; readonly json?: boolean }

/** Input lines of one request, and their octets: both have a bound at the server. */
const AT_ONCE = 500
const MOST_OCTETS = 32_768
/** Octets of an input line: an entry with each of its octets escaped, and a text of 255. */
const LONGEST_LINE = 2048

/** Sends the request once for each group of input lines, as its field `lines`. Ends with the worst of the exit codes. */
export async function operateLines(
  verb: Verb,
  options: OperateOptions,
  asked: Options,
  lines: string,
  input: AsyncIterable<Uint8Array> = process.stdin,
): Promise<number> {
  let worst: number = Exit.good
  let some: object[] = []
  let octets = 0
  const send = async () => {
    if (some.length > 0) worst = Math.max(worst, await operate(verb, options, { ...asked, [lines]: some }))
    some = []
    octets = 0
  }
  try {
    for await (const line of inputLines(input, LONGEST_LINE)) {
      if (line.kind === 'long') {
        tell(verb, `cannot use line ${line.number}: it has ${line.octets} octets, and ${LONGEST_LINE} are read`)
        worst = Math.max(worst, Exit.bad)
        continue
      }
      const [, entry, text] = /^\s*(\S+)(?:\s+(.*))?$/.exec(line.text.trimEnd()) ?? []
      if (entry === undefined || entry.startsWith('#')) continue
      some.push(text ? { entry, text } : { entry })
      octets += line.text.length + OBJECT
      if (some.length === AT_ONCE || octets > MOST_OCTETS) await send()
      // The server does not answer, so that the other lines cannot be sent.
      if (worst === Exit.failed) return worst
    }
  } catch (error) {
    tell(verb, `cannot read the standard input: ${whyOf(error)}`)
    worst = Exit.failed
  }
  await send()
  return worst
}

function tell(verb: Verb, text: string): void {
  process.stderr.write(`janus ${typed(verb)}: ${visible(text)}\n`)
}

/** Octets around an entry and its text. */
const OBJECT = 24

/** Gives the exit code. */
export async function operate(verb: Verb, { config, json }: OperateOptions, asked: Options): Promise<number> {
  const answer = await ask(verb, config, asked)
  if (answer === undefined) return Exit.failed
  if (answer.kind === 'error') {
    tell(verb, answer.error)
    return Exit.bad
  }
  const { result, told } = answer
  const colour = wantsColour(process.env, process.stdout)
  const text = json ? JSON.stringify(result, null, 2) : told.text({ colour })
  process.stdout.write(`${unreadableEscaped(text)}\n`)
  return told.good ? Exit.good : Exit.bad
}
