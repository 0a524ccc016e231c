// Compares what a page says that a command prints with what the command does print.

/** The text itself, but for times; a line `…` stands for any lines, and `…` at the end of one for the rest of it. */
export function pattern(text: string): RegExp {
  const lines = text.split('\n').map((line) => {
    if (line === '…') return '(?:.*\\n)*?.*'
    const literal = line.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    return literal.replace(/\d+ ms\b/, '\\d+ ms').replace(/…$/, '.*')
  })
  return new RegExp(`^${lines.join('\\n')}$`)
}
