// Zone files as named reads them: paths behind $INCLUDE count from the folder where named works, not from the file.

import { isAbsolute, join } from 'node:path'
import type { Problem } from '../report/problem.ts'
import { readContent } from '../zonefile/content.ts'
import { MAX_BYTES, type Refused, type Source } from '../zonefile/source.ts'

export function bindSource(path: string, directory: string): Source | Problem {
  const source = open(path, path, directory)
  if ('bytes' in source) return source
  return { ...source, severity: 'error', place: { file: path, line: 1, column: 1, length: 1 } }
}

function open(path: string, shown: string, directory: string): Source | Refused {
  const content = readContent(path, MAX_BYTES)
  if ('rule' in content) return { rule: content.rule, message: `cannot read "${shown}": ${content.why}` }
  const include = (written: string) =>
    open(isAbsolute(written) ? written : join(directory, written), written, directory)
  return { ...content, file: shown, identity: path, include }
}
