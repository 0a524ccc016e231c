// The messages between two threads that read one large zone file.

import type { Parsed, Stretch } from '../../text/zonefile/parser.ts'
import type { BuilderColumns } from '../../zone/builder.ts'

/** The order to read the rear part of a file. The octets end with a line feed, and those of a large file are in shared memory (Content). */
export type StretchJob = {
  readonly bytes: Uint8Array
  readonly size: number
  readonly file: string
  readonly origin: Uint8Array
  readonly stretch: Stretch
  /** Shared memory for the builder's heap, behind that of the front part. */
  readonly heap: Uint8Array
}

/** The records, or undefined where something is wrong in the stretch, or needs other files or views. */
export type StretchResult = (BuilderColumns & Pick<Parsed, 'generated' | 'made'>) | undefined

/** The buffers to transfer with columns: shared memory stays where it is. */
export function ownBuffers(columns: BuilderColumns): ArrayBuffer[] {
  return Object.values(columns).flatMap((column) =>
    ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
  )
}
