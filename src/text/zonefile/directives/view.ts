// $VIEW name…: gives the lines below it, up to the next $VIEW, to these views; $VIEW * gives them to all views again. Other servers stop at
// it instead of serving a mixture of inside and outside.

import type { Refusal, Words } from '../../../dns/rdata/words.ts'
import { guessWord } from '../hints.ts'
import { say } from '../says.ts'
import type { Directive } from './directive.ts'

export const view: Directive = {
  name: '$VIEW',
  usage: '$VIEW internal',
  words: [1, 64],
  run(words, reading) {
    const { layers } = reading
    if (layers === undefined) return reading.askForLayers()
    const names = Array.from({ length: words.count - 1 }, (_, i) => words.text(i + 1))
    const wrong = misspelt(words, names, layers.views)
    if (wrong) return wrong
    const common = names.includes('*')
    layers.section = common ? undefined : names
    reading.noteLines(common ? '' : `for ${names.join(', ')}`, false)
    return undefined
  },
}

function misspelt(words: Words, names: readonly string[], known: readonly string[] | undefined): Refusal | undefined {
  if (names.length > 1 && names.includes('*'))
    return {
      word: 1,
      rule: 'syntax',
      message: say('star-beside-views'),
      fix: say('write-view-star'),
    }
  const at = known === undefined ? -1 : names.findIndex((name) => name !== '*' && !known.includes(name))
  if (at < 0) return undefined
  const near = guessWord(names[at]!, known!)
  const fix = near ? say('guess', { guess: near }) : say('views-are', { views: known!.join(', ') })
  return {
    word: at + 1,
    rule: 'unknown-view',
    message: say('view-unknown', { view: words.text(at + 1) }),
    fix,
  }
}
