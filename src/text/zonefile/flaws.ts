// What we say of an entry whose end nobody can know.

import type { Finding } from './problem-list.ts'
import { say } from './says.ts'
import { type Flaw, MAX_WORDS } from './scanner.ts'

export const flaws: Record<Exclude<Flaw, 'none'>, Finding> = {
  'open-quote': {
    rule: 'unbalanced-quote',
    message: say('quotes-open'),
    fix: say('close-quotes'),
  },
  'open-parenthesis': {
    rule: 'unbalanced-parenthesis',
    message: say('parenthesis-open'),
    fix: say('close-parenthesis'),
  },
  'close-parenthesis': {
    rule: 'unbalanced-parenthesis',
    message: say('parenthesis-not-open'),
    fix: say('remove-parenthesis'),
  },
  'too-many-words': { rule: 'syntax', message: say('record-too-many-words', { most: MAX_WORDS }) },
}
