// A manual page as mdoc(7) has it: the macros that we use, and text that no macro is made of by accident.

/** One page, head first. `date`: as seconds since 1970. */
export function mdocPage(
  { title, section, date }: { readonly title: string; readonly section: number; readonly date: number },
  parts: readonly string[],
): string {
  const [month, day, year] = new Date(date * 1000)
    .toLocaleDateString('en-US', { month: 'long', day: 'numeric', year: 'numeric', timeZone: 'UTC' })
    .split(/,? /)
  return `${[`.Dd ${month} ${day}, ${year}`, `.Dt ${title.toUpperCase()} ${section}`, '.Os', ...parts].join('\n')}\n`
}

/** A heading and what stands below it; nothing without that. */
export function mdocSection(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`.Sh ${title}`, ...lines]
}

/** A tagged list: what stands out, as a macro line without its dot, and lines about it. */
export function tagged(items: readonly (readonly [tag: string, lines: readonly string[]])[]): string[] {
  if (items.length === 0) return []
  return ['.Bl -tag -width Ds', ...items.flatMap(([tag, lines]) => [`.It ${tag}`, ...lines]), '.El']
}

/** Paragraphs, each one line. */
export function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text, i) => (i === 0 ? [prose(text)] : ['.Pp', prose(text)]))
}

/** Lines as they are. */
export function literal(lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  return ['.Bd -literal -offset indent', ...lines.map((line) => lineStart(escaped(line))), '.Ed']
}

/** Running text; `words` in back quotes stand out. A sentence ends a line, as mdoc wants it. */
export function prose(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .split(/(?<=(?<!\be\.g|\bi\.e|…)[.!?]) (?=[A-Z"`{(])/)
    .map((sentence) => escaped(sentence).replaceAll(/`([^`]*)`/g, '\\fB$1\\fP'))
    .flatMap(wrapped)
    .map(lineStart)
    .join('\n')
}

/** Lines that an editor shows whole. */
function wrapped(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= WIDTH) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

const WIDTH = 78

/** One argument of a macro. */
export function argument(text: string): string {
  const safe = escaped(text).replaceAll('"', '\\(dq')
  return / /.test(safe) || safe === '' ? `"${safe}"` : word(safe)
}

/** A word that is the name of a macro, or a delimiter, would be taken for it. */
function word(text: string): string {
  return /^[A-Z][a-z]$|^[.,:;()[\]?!|]+$/.test(text) ? `\\&${text}` : text
}

/** Of what no 7-bit output can show, mdoc has the numbers. */
function escaped(text: string): string {
  return [...text.replaceAll('\\', '\\e').replaceAll('-', '\\-')]
    .map((letter) =>
      letter > '~' ? `\\[u${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]` : letter,
    )
    .join('')
}

function lineStart(text: string): string {
  return /^[.']/.test(text) ? `\\&${text}` : text
}
