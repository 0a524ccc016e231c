// What the package offers to other programs. Nothing runs, and nothing is read, until one of these is called.

export {
  type CheckedZones,
  type CheckOptions,
  checkZones,
  type ZoneFile,
} from './library/check-zones.ts'
export {
  type Answer,
  type AnswerRecord,
  type Configuration,
  type FaceSummary,
  openConfiguration,
} from './library/open-configuration.ts'
export { type ParsedZone, type ParseOptions, parseZone, type ZoneRecord } from './library/parse-zone.ts'
export type { Place, Problem, Severity } from './library/told.ts'
