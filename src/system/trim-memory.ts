// Gives memory back to the system that loading has used and freed: glibc keeps it for the next time otherwise, and with it
// a server that has just read a large zone looks twice its size.

/** Best effort: without glibc it does nothing. Takes some milliseconds. */
export async function trimMemory(): Promise<void> {
  try {
    const { default: koffi } = await import('koffi')
    koffi.load(null).func('int malloc_trim(size_t)')(0)
  } catch {
    // No koffi, or a C library without malloc_trim.
  }
}
