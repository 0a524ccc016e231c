// What loading found, for the log: each refused zone with all its findings, warnings in one line a zone.

import type { Logger } from 'pino'
import type { Settings } from '../config/settings.ts'
import type { Problem } from '../report/problem.ts'
import type { LoadedFace, LoadedViews } from './load.ts'

export function logFaces(log: Logger, settings: Settings, { faces }: LoadedViews): void {
  for (const face of faces) {
    const about = { zone: face.name, view: settings.views[face.view]!.name, file: face.path.path }
    const findings = face.problems.map(finding)
    if (face.zone === undefined) log.error({ ...about, findings }, refusal(face))
    else if (findings.length > 0) log.warn({ ...about, findings }, 'zone loaded with warnings')
    else log.debug({ ...about, serial: face.zone.serial, names: face.zone.nodes }, 'zone loaded')
  }
}

function refusal(face: LoadedFace): string {
  return face.served === undefined
    ? 'zone refused: its names get SERVFAIL until it is repaired'
    : 'zone refused: its last good version is served until it is repaired'
}

function finding({ rule, severity, message, place, fix }: Problem): Record<string, string | undefined> {
  return { at: `${place.file}:${place.line}:${place.column}`, severity, rule, message, fix }
}
