// Finds the line of a list's files that is about a name: reads the files once more.

import { fold } from '../../dns/name.ts'
import { lineAbout } from '../../lists/lines-about.ts'
import { RunFiles } from '../../supply/loader/run-files.ts'
import { readListText } from '../../supply/sources/list-text.ts'
import { fileSize } from '../../system/file-size.ts'
import type { ListSetting } from '../../text/config/lists.ts'
import type { At } from './explanation.ts'

/** The largest file that we read, in octets, about a million entries: the server's other work waits meanwhile. */
const MOST = 1 << 24

/**
 * `owner`: in wire form. Undefined where no line of a file that we read is about it: Janus added it itself, a message did, or the file is
 * too large.
 */
export function listedAt({ files, origin }: ListSetting, owner: Uint8Array): At | undefined {
  const name = owner.subarray(0, owner.length - origin.length).map((octet) => fold[octet]!)
  for (const { file, format } of files) {
    if (fileSize(file.path) > MOST) continue
    const text = readListText(file.path, { disk: new RunFiles(), anywhere: true, maxBytes: MOST })
    if ('rule' in text) continue
    const { bytes, begin, size } = text.content
    const found = lineAbout(format, bytes, begin, size, name)
    if (found && !found.excludes) return { file: file.written, line: found.line }
  }
  return undefined
}
