// Zone files with one slip of the hand in each: a line left out or written twice, a word left out, doubled, or exchanged with one
// that stands elsewhere, a character lost or replaced. The same for the same files, each time.

const SLIPS_EACH = 8

/** Some for each file. */
export function slips(files: readonly string[]): string[] {
  const next = generator(20_260_101)
  const words = [...new Set(files.flatMap((file) => file.split(/\s+/)))].filter(
    (word) => word !== '' && word.length < 40,
  )
  return files.flatMap((file) => Array.from({ length: SLIPS_EACH }, () => slip(file, words, next)))
}

function slip(file: string, words: readonly string[], next: (below: number) => number): string {
  const lines = file.trimEnd().split('\n')
  // Without the directives at the top nobody knows which zone it is.
  const at = 2 + next(lines.length - 2)
  const parts = lines[at]!.split(/(\s+)/)
  const word = 2 * next((parts.length + 1) / 2)
  const text = parts[word]!
  const character = next(text.length)
  switch (next(7)) {
    case 0:
      return written(lines.toSpliced(at, 1))
    case 1:
      return written(lines.toSpliced(at, 0, lines[at]!))
    case 2:
      return written(lines.with(at, parts.toSpliced(word, 2).join('')))
    case 3:
      return written(lines.with(at, parts.with(word, `${text} ${text}`).join('')))
    case 4:
      return written(lines.with(at, parts.with(word, words[next(words.length)]!).join('')))
    case 5:
      return written(lines.with(at, parts.with(word, text.slice(0, character) + text.slice(character + 1)).join('')))
    default:
      return written(
        lines.with(
          at,
          parts.with(word, `${text.slice(0, character)}-.;"(9a@`.slice(0, character + 1 + next(3))).join(''),
        ),
      )
  }
}

function written(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

/** Numbers below a limit, one after the other, by a linear congruence. */
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * Math.max(1, below))
  }
}
