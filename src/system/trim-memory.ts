// Gives memory back to the system that loading has used and freed: glibc keeps it for the next time otherwise, and with it
// a server that has just read a large zone looks twice its size.

/** Numbers from glibc's malloc.h. */
const M_TRIM_THRESHOLD = -1
const M_MMAP_THRESHOLD = -3
/** In octets. */
const LARGE = 1 << 20

/**
 * From now on each large block has pages of its own, which go back to the system with it. Left alone, glibc raises the size from which it
 * does so each time a large block is freed. Columns of a builder then lay in a thread's own part of memory, whose end no trimMemory()
 * gives back, and growing copied them where pages need only be moved. Best effort, as trimMemory() is.
 */
export async function keepLargeApart(): Promise<void> {
  try {
    const { default: koffi } = await import('koffi')
    const mallopt = koffi.load(null).func('int mallopt(int, int)')
    mallopt(M_MMAP_THRESHOLD, LARGE)
    mallopt(M_TRIM_THRESHOLD, LARGE)
  } catch {
    // There is no koffi, or the C library has no mallopt.
  }
}

/** Best effort: without glibc it does nothing. Takes some milliseconds, but none of this thread. */
export async function trimMemory(): Promise<void> {
  try {
    const { default: koffi } = await import('koffi')
    const trim = koffi.load(null).func('int malloc_trim(size_t)')
    await new Promise((resolve) => trim.async(0, resolve))
  } catch {
    // No koffi, or a C library without malloc_trim.
  }
}

/** Milliseconds: what is done with once is mostly done with together with more. */
const SOON = 500

let timer: NodeJS.Timeout | undefined

/** When whatever has just come to its end has let go of what it had. */
export function trimSoon(): void {
  clearTimeout(timer)
  timer = setTimeout(() => void trimMemory(), SOON).unref()
}
