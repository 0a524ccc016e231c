// Gives memory back to the system that a load has used and freed. Otherwise glibc keeps it for the next time, and a server that has just
// read a large zone looks twice its size.

/** Numbers from glibc's malloc.h. */
const M_TRIM_THRESHOLD = -1
const M_MMAP_THRESHOLD = -3
/** Octets from which a block counts as large. */
const LARGE = 1 << 20

/**
 * From now on each large block has pages of its own, which go back to the system when it is freed. By default glibc raises the size from
 * which it does so each time a large block is freed. Then the columns of a builder would lie in a thread's own heap, which trimMemory()
 * cannot give back, and to grow one would copy it where pages need only be moved. Best effort, as trimMemory() is.
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

/** Gives freed memory back. Best effort: without glibc it does nothing. It takes some milliseconds, but none of this thread's. */
export async function trimMemory(): Promise<void> {
  try {
    const { default: koffi } = await import('koffi')
    const trim = koffi.load(null).func('int malloc_trim(size_t)')
    await new Promise((resolve) => trim.async(0, resolve))
  } catch {
    // No koffi, or a C library without malloc_trim.
  }
}

/** Milliseconds: where one thing has been freed, others mostly follow. */
const SOON = 500

let timer: NodeJS.Timeout | undefined

/** Calls trimMemory() in a moment, once the work that has just ended has freed its memory. */
export function trimSoon(): void {
  clearTimeout(timer)
  timer = setTimeout(() => void trimMemory(), SOON).unref()
}
