// Lays layers over faces in rounds: what a record of one leads to may stand in the layer of another, whichever has its turn first.

/** Does a round for all, and again for those of which something is left, as long as less is left each time. */
export async function inRounds<T>(
  all: readonly T[],
  round: (waiting: readonly T[]) => Promise<void>,
  left: (one: T) => number,
): Promise<void> {
  for (let [waiting, before] = [all, Number.POSITIVE_INFINITY]; ; ) {
    await round(waiting)
    const rest = waiting.map((one) => ({ one, count: left(one) })).filter(({ count }) => count > 0)
    const count = rest.reduce((sum, { count }) => sum + count, 0)
    if (count === 0 || count >= before) return
    waiting = rest.map(({ one }) => one)
    before = count
  }
}
