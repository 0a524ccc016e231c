// The size, times and inode of a file, by which one tells later whether anybody has written to it.

import { type BigIntStats, fstatSync, lstatSync, statSync } from 'node:fs'

/** Where two are alike and settled, nobody has written to the file between them. */
export type Stamp = {
  readonly size: number
  /** Times of the last change of its content and of its inode, in nanoseconds: programs can set back only the first. */
  readonly changed: string
  /** Its device and its inode. */
  readonly inode: string
  /** The file is old enough for a change to show: clocks and file systems may count in steps. */
  readonly settled: boolean
}

/** A younger file may change again without a change of its times. */
const STEP_NS = 2_000_000_000n

/** The stamp of an open file. */
export function stampOf(fd: number): Stamp {
  return stampFrom(fstatSync(fd, { bigint: true }))
}

/** Undefined where there is no regular file. */
export function stampAt(path: string): Stamp | undefined {
  return stampBy(statSync, path)
}

/** The same, but undefined for a link. */
export function ownStampAt(path: string): Stamp | undefined {
  return stampBy(lstatSync, path)
}

function stampBy(look: typeof statSync, path: string): Stamp | undefined {
  try {
    const stat = look(path, { bigint: true })
    return stat.isFile() ? stampFrom(stat) : undefined
  } catch {
    return undefined
  }
}

function stampFrom({ size, mtimeNs, ctimeNs, dev, ino }: BigIntStats): Stamp {
  const latest = mtimeNs > ctimeNs ? mtimeNs : ctimeNs
  return {
    size: Number(size),
    changed: `${mtimeNs} ${ctimeNs}`,
    inode: `${dev}:${ino}`,
    settled: BigInt(Date.now()) * 1_000_000n - latest > STEP_NS,
  }
}
