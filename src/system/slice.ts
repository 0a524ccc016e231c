// How soon a thread that wakes is let in where another one runs. From 6.12 on Linux takes the processor from a thread, before its slice is
// over, for one whose own slice is shorter, and for no other: one that answers waits for a handshake or a loader otherwise.

import { endianness, getPriority } from 'node:os'

/** Nanoseconds: the least that Linux takes. It changes nothing about how much of the time a thread gets. */
const SHORT = 100_000
const USUAL = 0
/** Of sched.h: the policy, and what children get of it, stay what the operator has chosen. Those of real time have no slices: EINVAL. */
const KEEP_POLICY = 0x08
/** sched_setattr: many C libraries have no function for it. */
const CALLS: Partial<Record<NodeJS.Architecture, number>> = { x64: 314, arm64: 274 }

type SetSlice = (thread: number, slice: number) => void

let setSlice: SetSlice | undefined

/** Of the thread that calls; those that it starts have it too. Best effort: older systems leave it as it was. */
export async function shortenSlice(): Promise<void> {
  setSlice ??= await load()
  setSlice?.(0, SHORT)
}

/** Of a thread that was started by one with a short slice, and gives way. */
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
        // It has ended.
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
