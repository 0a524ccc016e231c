// Makes text from a stranger's file safe for a terminal or a log: characters that could move the cursor, or hide or reorder text, become
// visible escapes.

/** Writes control characters, line and direction marks, invisible characters and lone surrogates as `\n`, `\x1b`, `\u202e`. */
export function visible(text: string): string {
  return unsafe.test(text) ? text.replaceAll(unsafeAll, escaped) : text
}

/** As visible(), for a line that people paste into the file: leaves its tabs. */
export function visibleLine(line: string): string {
  return line.split('\t').map(visible).join('\t')
}

const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u
const unsafeAll = new RegExp(unsafe, 'gu')

function escaped(character: string): string {
  const code = character.codePointAt(0)!
  if (code === 0x09) return '\\t'
  if (code === 0x0a) return '\\n'
  if (code === 0x0d) return '\\r'
  const hex = code.toString(16)
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
}
