// Lets a thread that answers run as soon as it wakes, even where another thread runs. Since 6.12, Linux interrupts a thread before its slice
// is over only for a thread with a shorter slice: without one, a thread that answers would wait for a handshake or a loader.

import { endianness, getPriority } from 'node:os'

/** Nanoseconds, the least that Linux allows. A thread's share of the processor stays the same. */
const SHORT = 100_000
const USUAL = 0
/** A flag of sched.h: keep the policy, and what children inherit of it, as the operator chose. Real-time policies have no slices: EINVAL. */
const KEEP_POLICY = 0x08
/** Numbers of the system call sched_setattr: many C libraries have no function for it. */
const CALLS: Partial<Record<NodeJS.Architecture, number>> = { x64: 314, arm64: 274 }

type SetSlice = (thread: number, slice: number) => void

let setSlice: SetSlice | undefined

/** Shortens the slice of the calling thread. Threads that it starts inherit it. Best effort: older systems change nothing. */
export async function shortenSlice(): Promise<void> {
  setSlice ??= await load()
  setSlice?.(0, SHORT)
}

/** Takes the short slice from a thread that inherited it and is to give way. */
export function giveUsualSlice(thread: number): void {
  setSlice?.(thread, USUAL)
}

async function load(): Promise<SetSlice | undefined> {
  const call = CALLS[process.arch]
  if (process.platform !== 'linux' || endianness() !== 'LE' || call === undefined) return undefined
  try {
    const { default: koffi } = await import('koffi')
    const syscall = koffi.load(null).func('long syscall(long, ...)')
    return (thread, slice) => {
      try {
        syscall(call, 'int', thread, 'void *', attributes(getPriority(thread), slice), 'unsigned int', 0)
      } catch {
        // The thread has ended.
      }
    }
  } catch {
    return undefined
  }
}

//  struct sched_attr   0      4        8       16     20         24        32         40       48
//                      | size | policy | flags | nice | priority | runtime | deadline | period |     runtime: the slice
function attributes(niceness: number, slice: number): Uint8Array {
  const octets = Buffer.alloc(48)
  octets.writeUInt32LE(octets.length, 0)
  octets.writeBigUInt64LE(BigInt(KEEP_POLICY), 8)
  octets.writeInt32LE(niceness, 16)
  octets.writeBigUInt64LE(BigInt(slice), 24)
  return octets
}
