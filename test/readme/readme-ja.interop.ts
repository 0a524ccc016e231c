// README.ja.md: its examples and links; what it shows is what README.md shows.

import t from 'tap'
import { blocksOf, stepsOf } from './blocks.ts'
import { testPage, textOf } from './page.ts'

testPage('README.ja.md')

t.test('README.ja.md has the commands of README.md, and asks for findings in Japanese', async (t) => {
  const [english, japanese] = ['README.md', 'README.ja.md'].map((page) =>
    blocksOf(textOf(page)).flatMap((block) => (block.language === 'console' ? stepsOf(block) : [])),
  )
  t.same(
    japanese!.map(({ command }) => command.replace(' --lang ja', '')),
    english!.map(({ command }) => command),
  )
  t.match(japanese!.map(({ output }) => output).join('\n'), /別名/)
})
