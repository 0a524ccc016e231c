// Gives memory back to the system that loading has used and freed: glibc keeps it for the next time otherwise, and with it
// a server that has just read a large zone looks twice its size.

/** Of glibc's malloc.h. */
const M_TRIM_THRESHOLD = -1
const M_MMAP_THRESHOLD = -3
/** Octets. */
const LARGE = 1 << 20

/**
 * From now on what is large has pages of its own, which go with it. By itself glibc takes what was freed once for a reason to keep as much
 * of the next: columns of a builder came to lie in the part of memory that is a thread's own, whose end no trimMemory() gives back, and
 * were copied when they grew where pages need only be moved. Best effort, as trimMemory() is.
 */
export async function keepLargeApart(): Promise<void> {
  try {
    const { default: koffi } = await import('koffi')
    const mallopt = koffi.load(null).func('int mallopt(int, int)')
    mallopt(M_MMAP_THRESHOLD, LARGE)
    mallopt(M_TRIM_THRESHOLD, LARGE)
  } catch {
    // No koffi, or a C library without mallopt.
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
