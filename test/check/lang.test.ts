// Every rule speaks every language, with the same parameters as in English.

import t from 'tap'
import { loadLanguage } from '../../src/check/lang/language.ts'
import { rules } from '../../src/check/rules/index.ts'
import { parameters } from '../../src/check/saying.ts'

t.test('Japanese has words for each rule and each saying', async (t) => {
  const { rules: table } = (await loadLanguage('ja'))!
  const lacking = rules.flatMap(({ name, says }) =>
    Object.keys(says).flatMap((variant) => (table[name]?.says[variant] ? [] : [`${name} ${variant}`])),
  )
  t.strictSame(lacking, [])
})

t.test('each saying has parameters that English has too, and another line where English has', async (t) => {
  const { rules: table } = (await loadLanguage('ja'))!
  const flaws = rules.flatMap(({ name, says }) =>
    Object.entries(says).flatMap(([variant, english]) => {
      const other = table[name]?.says[variant]
      if (other === undefined) return []
      const known = parameters(`${english.message} ${english.fix} ${english.related}`)
      const used = parameters(`${other.message} ${other.fix} ${other.related}`)
      const strange = used.filter((parameter) => !known.includes(parameter))
      const lost = parameters(english.message).filter((parameter) => !used.includes(parameter))
      return [
        ...[...strange, ...lost].map((parameter) => `${name} ${variant}: ${parameter}`),
        ...((english.related === undefined) === (other.related === undefined) ? [] : [`${name} ${variant}: related`]),
        ...(/[\u3040-\u30ff]/.test(other.message) ? [] : [`${name} ${variant}: not Japanese`]),
      ]
    }),
  )
  t.strictSame(flaws, [])
})

t.test('English needs no table', async (t) => t.equal(await loadLanguage('en'), undefined))
