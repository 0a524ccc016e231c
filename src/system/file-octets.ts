// Reads and writes all octets of a call: the system may take fewer at a time.

import { readSync, writeSync } from 'node:fs'

export function writeAt(fd: number, octets: Uint8Array, position: number): void {
  for (let done = 0; done < octets.length; ) done += writeSync(fd, octets, done, octets.length - done, position + done)
}

/** False where the file ends before. */
export function readAt(fd: number, octets: Uint8Array, position: number): boolean {
  for (let done = 0; done < octets.length; ) {
    const read = readSync(fd, octets, done, octets.length - done, position + done)
    if (read === 0) return false
    done += read
  }
  return true
}
