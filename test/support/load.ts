// Loads a configuration as commands do, in this thread and at once.

import type { Stage } from '../../src/check/rule.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import type { ActiveRule } from '../../src/check/walk.ts'
import { type LoadedViews, type LoadOptions, loadingViews } from '../../src/supply/load.ts'
import { taken } from '../../src/supply/loader/posted.ts'
import { readingJob } from '../../src/supply/loader/read-job.ts'
import { jobsOf } from '../../src/supply/loader/read-zones.ts'
import { RunFiles } from '../../src/supply/loader/run-files.ts'
import { readingFaces } from '../../src/supply/pipeline.ts'
import type { ReadZone } from '../../src/supply/read-zone.ts'
import { atOnce } from '../../src/supply/slices.ts'
import type { Settings } from '../../src/text/config/settings.ts'
import { severitiesOf } from '../../src/text/config/severities.ts'
import type { FaceSetting } from '../../src/text/config/sources.ts'

/** What readZones() gives. */
export function filesOf(settings: Settings, stage: Stage = 'load'): Map<string, ReadZone> {
  return filesBy(settings, rulesFor(stage, severitiesOf(settings.rules)))
}

export function loadViews(settings: Settings, options: LoadOptions = {}): LoadedViews {
  return atOnce(loadingViews(settings, filesOf(settings, options.stage), options))
}

/** Those with errors too. */
export function readFaces(settings: Settings, rules: readonly ActiveRule[]): ReadonlyMap<FaceSetting, ReadZone> {
  return atOnce(readingFaces(settings, filesBy(settings, rules, true), { rules }))
}

function filesBy(settings: Settings, rules: readonly ActiveRule[], refused = false): Map<string, ReadZone> {
  const results = jobsOf(settings).map((job) => atOnce(readingJob(job, rules, new RunFiles(), { refused })))
  return new Map(results.flatMap(({ zones }) => zones.map(([key, zone]) => [key, taken(zone)] as const)))
}
