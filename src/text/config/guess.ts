// Guesses which word a misspelt one stands for.

/** The candidate nearest to `word`, if it is near enough to offer. */
export function guess(word: string, candidates: Iterable<string>): string | undefined {
  const typed = normal(word).slice(0, MAX_WORD)
  let best: string | undefined
  let least = Math.max(1, Math.floor(typed.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(typed, normal(candidate))
    if (distance < least) {
      best = candidate
      least = distance
    }
  }
  return best
}

/** A longer word is no slip of the finger: we look at its beginning only. */
const MAX_WORD = 64

function normal(word: string): string {
  return word.toLowerCase().replaceAll('_', '-')
}

/** Letters to insert, delete or replace, or neighbours to exchange, to make one word of the other. */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, changed, exchanged ? before[j - 2]! + 1 : changed))
    }
    before = row
    row = next
  }
  return row[b.length]!
}
