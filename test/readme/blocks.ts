// The fenced blocks of a page such as README.md. A mark above each, in an HTML comment, says what a test does with it:
//
//   <!-- run -->            console: commands, and what they print; exit=N: the code that the last one exits with
//   <!-- serve CONFIG -->   console: starts a server with this configuration, which runs to the end of the page
//   <!-- file PATH -->      is written to a file
//   <!-- config -->         a configuration without problems
//   <!-- not run: WHY -->

export type Block = { readonly mark: string; readonly language: string; readonly text: string; readonly line: number }

export function blocksOf(page: string): Block[] {
  const blocks: Block[] = []
  for (const found of page.matchAll(/^(?:<!-- ([^\n]*) -->\n)?```(\w*)\n(.*?)^```$/gms)) {
    const [, mark = '', language, text] = found
    blocks.push({ mark, language: language!, text: text!, line: page.slice(0, found.index).split('\n').length })
  }
  return blocks
}

export type Step = { readonly command: string; readonly output: string }

/** Commands stand behind `$ `, or `# ` where root gives them; what follows, up to the next, is what they print. */
export function stepsOf({ text }: Block): Step[] {
  return text
    .split(/^[$#] /m)
    .slice(1)
    .map((step) => {
      const end = step.indexOf('\n')
      return { command: step.slice(0, end), output: step.slice(end + 1).trimEnd() }
    })
}
