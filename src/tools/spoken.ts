// How commands that work on files alone, whether a server runs or not, print their results: in sentences, or as data for programs.

import type { Said } from '../dns/said.ts'
import { loadFound } from '../text/config/find.ts'
import type { Settings } from '../text/config/settings.ts'
import { configProblemsText } from '../text/config/told.ts'
import { wantsColour } from '../text/findings/colour.ts'
import type { Speaker } from '../text/findings/wording.ts'
import { Exit } from './exit.ts'

export type Spoken = {
  readonly tell: (said: Said) => void
  /** This and refuse() return the exit code. */
  readonly json: (value: object) => number
  readonly refuse: (said: Said) => number
}

/** Prints in the speaker's language. */
export function spokenBy(speaker: Speaker): Spoken {
  return {
    tell: (said) => void process.stdout.write(`${speaker.text(said)}\n`),
    json(value) {
      process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
      return Exit.good
    },
    refuse(said) {
      process.stderr.write(`janus: ${speaker.text(said)}\n`)
      return Exit.bad
    },
  }
}

/** The settings; or the exit code where the configuration has errors, which go to standard error. */
export function settingsAt(config: string | undefined): Settings | number {
  const { settings, problems } = loadFound(config)
  if (settings !== undefined) return settings
  process.stderr.write(configProblemsText(problems, { colour: wantsColour(process.env, process.stderr) }))
  return Exit.failed
}
