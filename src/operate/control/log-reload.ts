// Logs the outcome of a reload: one line for the whole, and one for each thing that somebody should look at.

import type { Logger } from 'pino'
import type { Server } from '../../serve/server.ts'
import type { ReloadReport } from '../../store/generation/report.ts'
import { english } from '../../store/says.ts'
import { inEnglish } from '../../supply/english.ts'

export function logReload(log: Logger, { zones }: Server, report: ReloadReport): void {
  const { outcome, good, reason, generation, seconds, changes, warnings, canaries, findings, restart } = report
  for (const warning of warnings) log.warn(english.text(warning))
  if (restart.length > 0) log.warn({ keys: restart }, 'these options have changed, and take effect at the next start')
  const facts = { zones, generation, seconds: Number(seconds.toFixed(3)) }
  if (outcome === 'refused') {
    const why = {
      ...(canaries.length > 0 && { canaries }),
      ...(findings.length > 0 && { findings: inEnglish(findings) }),
    }
    log.error({ ...facts, ...why }, `reload refused: ${reason && english.text(reason)}`)
  } else if (good) log.info({ ...facts, changed: changes.length }, 'reloaded')
  else log.error({ ...facts, changed: changes.length }, 'reloaded, except the zones with errors')
}
