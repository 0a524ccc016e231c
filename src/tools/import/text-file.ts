// Reads the lines of another server's configuration file.

import { readRegular } from '../../system/regular-file.ts'
import { whyUnreadable } from '../../text/zonefile/content.ts'
import { NotReadable } from './statements.ts'

/** The size of one file, in octets. */
const MAX_SIZE = 1 << 28

/** Stands for octets that are no UTF-8, which do no harm in a comment. */
export const NOT_UTF8 = '\ufffd'

/** `latin1`: each octet is the character of its number. Drops a byte order mark. Throws NotReadable. */
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
