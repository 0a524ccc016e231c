// Makes a patch of two texts, for `patch -p0` and `git apply`, with one hunk from the first change to the last.

/** Lines around the change that show where it belongs. */
const CONTEXT = 3

export function patchText(file: string, before: string, after: string): string {
  const [old, next] = [linesOf(before), linesOf(after)]
  let first = 0
  while (first < old.length && first < next.length && old[first] === next[first]) first++
  let same = 0
  while (
    same < Math.min(old.length, next.length) - first &&
    old[old.length - 1 - same] === next[next.length - 1 - same]
  )
    same++
  const begin = Math.max(0, first - CONTEXT)
  const tail = Math.min(same, CONTEXT)
  const gone = old.slice(first, old.length - same)
  const come = next.slice(first, next.length - same)
  if (gone.length + come.length === 0) return ''
  const range = (count: number) => `${count === 0 ? begin : begin + 1},${count}`
  const around = first - begin + tail
  return [
    `--- ${file}\n+++ ${file}\n@@ -${range(gone.length + around)} +${range(come.length + around)} @@\n`,
    ...marked(' ', old.slice(begin, first)),
    ...marked('-', gone),
    ...marked('+', come),
    ...marked(' ', old.slice(old.length - same, old.length - same + tail)),
  ].join('')
}

/** The lines with their ends; the last may have none. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function marked(mark: string, lines: readonly string[]): string[] {
  return lines.map((line) => `${mark}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`)
}
