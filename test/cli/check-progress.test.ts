// The progress line: on a terminal, past the first second of the program, and gone afterwards.

import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { Progress } from '../../src/cli/check-progress.ts'
import { cliSays } from '../../src/cli/says.ts'
import { speaker } from '../../src/text/findings/wording.ts'

const english = speaker(cliSays, 'en')

t.test('a terminal sees what is read and checked, and nothing of it in the end', async (t) => {
  const { stream, written } = terminal(true)
  const progress = new Progress((said) => english.text(said).toUpperCase(), stream)
  await sleep(Math.max(0, 1001 - performance.now()))
  progress.of('a.zone')!(0.5)
  progress.checking('a.zone')
  progress.clear()
  progress.clear()
  t.strictSame(written, ['\r\x1b[KREADING A.ZONE: 50 %', '\r\x1b[KCHECKING A.ZONE', '\r\x1b[K'])
})

t.test('a terminal sees that others read, if it lasts', async (t) => {
  const { stream, written } = terminal(true)
  const progress = new Progress(english.text, stream)
  const work = Promise.withResolvers<number>()
  const during = progress.during('2 files', work.promise)
  while (written.length === 0) await sleep(5)
  work.resolve(7)
  t.equal(await during, 7)
  t.strictSame(written, ['\r\x1b[Kreading 2 files'])
})

t.test('where nobody watches nothing is written, and nobody counts', async (t) => {
  const { stream, written } = terminal(false)
  const progress = new Progress(english.text, stream)
  t.equal(progress.of('a.zone'), undefined)
  progress.checking('a.zone')
  t.equal(await progress.during('2 files', Promise.resolve(7)), 7)
  progress.clear()
  t.strictSame(written, [])
})

function terminal(isTTY: boolean): { readonly stream: NodeJS.WriteStream; readonly written: string[] } {
  const written: string[] = []
  const stream = { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream
  return { stream, written }
}
