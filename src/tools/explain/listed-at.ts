// Where a list's files say what it says of a name: they are read once more for whoever asks.

import { fold } from '../../dns/name.ts'
import { lineAbout } from '../../lists/lines-about.ts'
import { RunFiles } from '../../supply/loader/run-files.ts'
import { readListText } from '../../supply/sources/list-text.ts'
import { fileSize } from '../../system/file-size.ts'
import type { ListSetting } from '../../text/config/lists.ts'
import type { At } from './explanation.ts'

/** A server that is asked reads no more than a million entries: its other work waits for that. */
const MOST = 1 << 24

/** `owner`: in wire form. Undefined where no line of any file is about it: Janus added it itself, or somebody while it runs. */
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
