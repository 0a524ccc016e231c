// Reads zone files as named does: paths behind $INCLUDE start from named's working folder, not from the file.

import type { Problem } from '../../text/findings/problem.ts'
import { saying } from '../../text/findings/told.ts'
import { readContent } from '../../text/zonefile/content.ts'
import { say } from '../../text/zonefile/says.ts'
import { MAX_BYTES, type Refused, type Source } from '../../text/zonefile/source.ts'

/** `locate`: finds the file that a path means to named. */
export function bindSource(path: string, locate: (written: string) => string): Source | Problem {
  const source = open(path, path, locate)
  if ('bytes' in source) return source
  const { rule, message, fix } = source
  return {
    rule,
    severity: 'error',
    ...saying(message, fix),
    place: { file: path, line: 1, column: 1, length: 1 },
  }
}

function open(path: string, shown: string, locate: (written: string) => string): Source | Refused {
  const content = readContent(path, MAX_BYTES)
  if ('rule' in content)
    return { rule: content.rule, message: say('file-unreadable', { file: shown, why: content.why }) }
  const include = (written: string) => open(locate(written), written, locate)
  return { ...content, file: shown, identity: path, include }
}
