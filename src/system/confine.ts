// A process that reads what strangers wrote, and what it may have: memory, descriptors, and no more rights than it needs.

import { readFileSync, writeFileSync } from 'node:fs'
import { loadPosix } from './posix.ts'

/** Enough for a file within files, threads that help, and what Node.js itself opens. */
const DESCRIPTORS = 256

/**
 * Bounds this process for good. `memory`: octets that it may take beside what it has already. What the system cannot bound
 * stays unbounded.
 */
export async function confineThisProcess({ memory }: { readonly memory: number }): Promise<void> {
  becomeEffectiveUser()
  offerToOutOfMemoryKiller()
  const posix = await loadPosix()
  if (posix === undefined) return
  posix.dieWithParent()
  posix.noNewPrivileges()
  posix.limit('core', 0)
  posix.limit('descriptors', DESCRIPTORS)
  posix.limit('data', dataOctets() + memory)
}

/** A server that is still root in truth reads files as its user for a while (privileges.ts); who is started then stays that user. */
function becomeEffectiveUser(): void {
  const uid = process.geteuid?.()
  const gid = process.getegid?.()
  if (uid === undefined || gid === undefined || process.getuid!() !== 0 || uid === 0) return
  process.seteuid!(0)
  process.setgroups!([])
  process.setgid!(gid)
  process.setuid!(uid)
}

/** Where the machine has no memory left, the system shall end the loader and not the server. */
function offerToOutOfMemoryKiller(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '500')
  } catch {
    // Elsewhere than on Linux there is none.
  }
}

/** What RLIMIT_DATA counts of us now. */
function dataOctets(): number {
  const kibibytes = /^VmData:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return Number(kibibytes?.[1] ?? 0) * 1024
}
