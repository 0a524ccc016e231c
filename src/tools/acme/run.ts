// `janus acme`: prints, and changes nothing.

import type { Said } from '../../dns/said.ts'
import { loadFound } from '../../text/config/find.ts'
import { configProblemsText } from '../../text/config/told.ts'
import { wantsColour } from '../../text/findings/colour.ts'
import { Exit } from '../exit.ts'
import { printed, type Wanted } from './print.ts'
import { english } from './says.ts'

export type AcmeOptions = { readonly config?: string; readonly json?: boolean }

/** Prints to standard output. Returns the exit code. */
export function printConfig(wanted: Wanted, { config, json }: AcmeOptions): number {
  const { settings, problems } = loadFound(config)
  if (settings === undefined) {
    process.stderr.write(configProblemsText(problems, { colour: wantsColour(process.env, process.stderr) }))
    return Exit.failed
  }
  const made = printed(settings, wanted)
  if ('code' in made) return refuse(made)
  const remarks = made.remarks.map((said) => english.text(said))
  if (json) process.stdout.write(`${JSON.stringify({ text: made.text, remarks }, null, 2)}\n`)
  else {
    process.stdout.write(`${made.text}\n`)
    for (const remark of remarks) process.stderr.write(`janus: ${remark}\n`)
  }
  return Exit.good
}

function refuse(said: Said): number {
  process.stderr.write(`janus: ${english.text(said)}\n`)
  return Exit.bad
}
