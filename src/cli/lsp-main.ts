// `zonecheck lsp`: the language server on standard input and output.

import type { Readable, Writable } from 'node:stream'
import { editorSays } from '../lsp/says.ts'
import { serveEditor } from '../lsp/server.ts'
import { typeSays } from '../lsp/type-says.ts'
import type { LanguageName } from '../text/findings/wording.ts'
import { allSays } from './all-says.ts'
import { EditorJudge } from './editor-judge.ts'
import { loadWords } from './speaker.ts'
import { version } from './version.ts'

export type LspOptions = { readonly lang: LanguageName }

/** Gives the exit code. */
export async function serveLanguage(
  { lang }: LspOptions,
  input: Readable = process.stdin,
  output: Writable = process.stdout,
): Promise<number> {
  const words = await loadWords(lang, { ...allSays, ...editorSays, ...typeSays })
  const judge = (disk: ConstructorParameters<typeof EditorJudge>[0]) => new EditorJudge(disk, words)
  try {
    return await serveEditor({ input, output, version, judge, tell: words.text, language: lang })
  } finally {
    input.destroy()
  }
}
