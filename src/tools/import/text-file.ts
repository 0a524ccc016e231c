// The lines of a configuration file of another server.

import { readRegular } from '../../system/regular-file.ts'
import { whyUnreadable } from '../../text/zonefile/content.ts'
import { NotReadable } from './statements.ts'

/** Of one file, in octets. */
const MAX_SIZE = 1 << 28

/** Stands for octets that are no UTF-8. In a comment they do no harm. */
export const NOT_UTF8 = '\ufffd'

/** `latin1`: each octet is the character of its number. A mark of byte order is none of the first line. */
export function linesOf(path: string, encoding: 'utf8' | 'latin1' = 'utf8'): string[] {
  try {
    return readRegular(path, MAX_SIZE)
      .toString(encoding)
      .replace(/^\ufeff/, '')
      .split('\n')
  } catch (error) {
    throw new NotReadable(`cannot read "${path}": ${whyUnreadable(error)}`)
  }
}
