// Reads the rear part of a large zone file. What an entry there starts from, it takes from the beginning of the file: the
// $ORIGIN and $TTL that most files have there and nowhere else.

import { workerData } from 'node:worker_threads'
import { crc32 } from 'node:zlib'
import { ZoneBuilder } from '../../zone/builder.ts'
import { parseZoneFile } from '../../zonefile/parser.ts'
import { readSource } from '../../zonefile/source.ts'
import { middleEntry, type Piece, type PieceData } from './pieces.ts'

const HEAD = 1 << 16

const { path, origin, answer } = workerData as PieceData
answer.postMessage(read())
answer.close()

function read(): Piece | undefined {
  const source = readSource(path)
  if ('rule' in source) return undefined
  const nobody = { owner: () => {}, record: () => {} }
  const head = parseZoneFile(source, { origin, stretch: { from: source.begin, to: HEAD } }, nobody)
  if (!head.end) return undefined
  const { defaults } = head.end
  const builder = new ZoneBuilder(origin)
  const from = middleEntry(source)
  const rear = parseZoneFile(source, { origin, stretch: { from, to: source.size, defaults } }, builder)
  if (rear.problems.length > 0 || rear.layered || rear.text.lines.files.length > 1) return undefined
  return { checksum: crc32(source.bytes.subarray(0, source.size)), defaults, columns: builder.columns() }
}
