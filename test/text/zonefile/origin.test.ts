import t from 'tap'
import { nameText } from '../../../src/dns/name-text.ts'
import { guessOrigin } from '../../../src/text/zonefile/origin.ts'
import { textSource } from '../../../src/text/zonefile/source.ts'
import { messageOf } from '../../support/english.ts'

const cases: { file?: string; text: string; origin: string | undefined; why: string }[] = [
  { text: '$ORIGIN a.example.\n@ SOA ns hm 1 2 3 4 5', origin: 'a.example.', why: 'an absolute $ORIGIN' },
  { text: '$TTL 1\n$origin a.example.\n@ 1 IN SOA ns', origin: 'a.example.', why: 'in any case' },
  { text: 'a.example. 60 IN SOA ns', origin: 'a.example.', why: 'an absolute SOA owner' },
  { text: '$ORIGIN example.\na SOA ns', origin: 'a.example.', why: 'the SOA owner below an absolute $ORIGIN' },
  { text: '$ORIGIN .\na.example SOA ns', origin: 'a.example.', why: 'as BIND writes the zones that it transfers' },
  {
    text: '$ORIGIN example.\n$ORIGIN a\n@ SOA ns',
    origin: 'a.example.',
    why: 'a relative $ORIGIN below an absolute one',
  },
  { text: '$ORIGIN example.\nb.example. SOA ns', origin: 'b.example.', why: 'the SOA owner decides' },
  { text: '@ SOA ns\n$ORIGIN sub.example.\n', origin: 'file.example.', why: '$ORIGIN behind the SOA says nothing' },
  { text: '$ORIGIN sub\n@ SOA ns', origin: 'file.example.', why: 'a relative $ORIGIN says nothing' },
  { text: 'a\\. SOA ns', origin: 'file.example.', why: 'an escaped dot ends no name' },
  { text: '$ORIGIN a.example.\nwww A 192.0.2.1', origin: 'a.example.', why: '$ORIGIN without an SOA' },
  { text: '', origin: 'file.example.', why: 'the file name without .zone' },
  { file: 'x/example.net.db', text: '', origin: 'example.net.', why: 'or without .db' },
  { file: 'db.example.net', text: '', origin: 'example.net.', why: 'or without db. before it' },
  { file: 'db.example.net.zone', text: '', origin: 'db.example.net.', why: 'one of the two is enough' },
  { file: '2.0.192.in-addr.arpa', text: '', origin: '2.0.192.in-addr.arpa.', why: 'or as it is' },
  { file: 'a..b.zone', text: '', origin: undefined, why: 'no name at all' },
  { text: '"unclosed\n( \n@ SOA\n)', origin: 'file.example.', why: 'text that cannot be read' },
]

for (const { file = 'zones/file.example.zone', text, origin, why } of cases) {
  t.test(`the origin of a file is ${origin ?? 'unknown'}: ${why}`, async (t) => {
    const source = textSource(file, text)
    if ('rule' in source) return t.fail(messageOf(source))
    const guess = guessOrigin(source)
    t.equal(guess && nameText(guess), origin)
  })
}
