// Tells what the proof finds at the lines of the zones and of the configuration, for `janus check`.

import type { Settings } from '../../text/config/settings.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { type Faces, proveMail } from './proof.ts'

/** None where the configuration names no gateways. */
export function mailProblems(settings: Settings, faces: Faces): Problem[] {
  if (settings.mail === undefined) return []
  const { findings, domains } = proveMail(settings, settings.mail, faces)
  return [...findings, ...domains.flatMap((domain) => domain.findings)]
}
