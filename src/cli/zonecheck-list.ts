// `zonecheck --list FORMAT FILE...`: checks address lists by themselves, without the configuration that would serve them.

import { nameFromText } from '../dns/name-text.ts'
import type { ListFormat } from '../lists/formats.ts'
import { RunFiles } from '../supply/loader/run-files.ts'
import { readListFiles } from '../supply/sources/list.ts'
import type { LintOptions } from './check-options.ts'
import { conclude } from './check-output.ts'
import { say } from './says.ts'

/** Settings that only a configuration has; no finding depends on them. */
const UNSAID = { ttl: 300, negativeTtl: 10, negativeTtlGiven: false, code: Uint8Array.of(127, 0, 0, 2) }

/** Checks the files of one list, all of one format. Gives the exit code. */
export function checkList(paths: readonly string[], format: ListFormat, options: LintOptions): Promise<number> {
  const files = paths.map((path) => ({ path, format }))
  const list = {
    ...UNSAID,
    origin: nameFromText('list.'),
    ...{ files, maxEntries: Number.MAX_SAFE_INTEGER, tellsNeedless: true },
  }
  const { problems } = readListFiles({ key: 'list', path: paths[0]!, size: 0, list }, new RunFiles(), true)
  const subject = paths.length === 1 ? paths[0]! : say('many-files', { count: paths.length })
  return conclude({ problems, texts: [], tool: 'zonecheck', subject, files: paths }, options)
}
