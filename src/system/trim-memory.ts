// Gives memory back to the system that loading has used and freed: glibc keeps it for the next time otherwise, and with it
// a server that has just read a large zone looks twice its size.

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
