// The findings of the mail proof as problems of zones and configuration, for `janus check`.

import type { ReadZone } from '../../supply/read-zone.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { proveMail } from './proof.ts'

/** Empty where the configuration names no gateways. */
export function mailProblems(settings: Settings, faces: ReadonlyMap<FaceSetting, ReadZone>): Problem[] {
  if (settings.mail === undefined) return []
  const { findings, domains } = proveMail(settings, settings.mail, faces)
  return [...findings, ...domains.flatMap((domain) => domain.findings)]
}
