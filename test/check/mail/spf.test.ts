// What is wrong with an SPF policy, and what only looks like one.

import t from 'tap'
import { spfFlaws } from '../../../src/check/mail/spf.ts'
import { checkSays } from '../../../src/check/says.ts'
import { speaker } from '../../../src/text/findings/wording.ts'
import { heading, problemsOf } from '../harness.ts'

const english = speaker(checkSays, 'en')

t.test('the terms of a policy', async (t) => {
  const cases: [terms: string, flaws: string[]][] = [
    ['-all', []],
    ['a mx -all', []],
    ['a/24 mx//64 a/0//128 +mx/32 -all', []],
    ['a:mail.example.com/24//64 mx:example.com. -all', []],
    ['a:_spf.example.com a:x.example.xn--p1ai a:1.2.3.x-1 -all', []],
    ['include:%{d} exists:%{ir}.sbl.example.org exists:%{l1r-}._at.%{o}._spf.%{d2} -all', []],
    ['exists:%{i}%%%_%-.example.org exp=explain._spf.%{d} redirect=_spf.example.com', []],
    ['ptr ptr:example.com ?all', []],
    ['ip4:192.0.2.0/24 ip4:192.0.2.1 ip6:2001:db8::/32 ip6:::/0 ip4:192.0.2.0/0 -all', []],
    ['moo=x.y match_subdomains=yes -all', []],
    ['a/99', ['"a/99" has a bad prefix length: write 0 to 32, without leading zeros']],
    ['a/024', ['"a/024" has a bad prefix length: write 0 to 32, without leading zeros']],
    ['mx//200', ['"mx//200" has a bad prefix length: write 0 to 128, without leading zeros']],
    ['a:x.example.com/33', ['"a:x.example.com/33" has a bad prefix length: write 0 to 32, without leading zeros']],
    ['a/', ['"a/" cannot be read']],
    ['a:', ['"a:" names nothing']],
    ['a:192.0.2.1', ['"a:192.0.2.1" holds an address in place of a name: write ip4']],
    ['mx:192.0.2.1/32', ['"mx:192.0.2.1/32" holds an address in place of a name: write ip4']],
    ['a:2001:db8::1', ['"a:2001:db8::1" holds an address in place of a name: write ip6']],
    ['include:192.0.2.1', ['"include:192.0.2.1" holds an address in place of a name: write ip4']],
    ['a:192.0.2', ['"a:192.0.2" names no domain']],
    ['include:_spf.google.com/24', ['"include:_spf.google.com/24" names no domain']],
    ['include:http://foo.example', ['"include:http://foo.example" names no domain']],
    ['include:_spf.google.com~all', ['"include:_spf.google.com~all" names no domain']],
    ['include:_spf.google.com,', ['"include:_spf.google.com," names no domain']],
    ['a:foo..example', ['"a:foo..example" names no domain']],
    ['a:mail', ['"a:mail" names only a part of a domain: write the whole name, as in mail.example.com']],
    ['exists:%{x}.example', ['"exists:%{x}.example" has a macro that cannot be read']],
    ['exists:%i.example', ['"exists:%i.example" has a macro that cannot be read']],
    ['exists:%{d0}.example', ['"exists:%{d0}.example" has a macro that cannot be read']],
    ['ptr/24', ['"ptr/24" cannot be read']],
    ['redirect=192.0.2.1', ['"redirect=192.0.2.1" holds an address in place of a name: write ip4']],
    ['include=_spf.google.com', ['receivers never look at "include=_spf.google.com": write include:_spf.google.com']],
    ['ip4=192.0.2.1', ['receivers never look at "ip4=192.0.2.1": write ip4:192.0.2.1']],
    ['ip4:192.0.2.0/024', ['"ip4:192.0.2.0/024" has a bad prefix length: write 0 to 32, without leading zeros']],
    ['ip4:192.0.2.0/33', ['"ip4:192.0.2.0/33" has a bad prefix length: write 0 to 32, without leading zeros']],
    ['-all redirect=a.example', ['receivers never look at "redirect=a.example": it stands beside "all"']],
    ['redirect=a.example -all', ['receivers never look at "redirect=a.example": it stands beside "all"']],
    ['-all mx', ['receivers never look at "mx": it stands after "all"']],
  ]
  for (const [terms, flaws] of cases) t.strictSame(spfFlaws(`v=spf1 ${terms}`).map(english.text), flaws, terms)
})

t.test('policies that receivers do not see', async (t) => {
  const unseen = (data: string) =>
    problemsOf([...heading, `s TXT ${data}`, ''].join('\n'))
      .filter(({ rule }) => rule === 'spf-syntax')
      .map(
        ({ message }) =>
          /^receivers do not see the SPF policy of "s\.example\.com\.": (.*)/.exec(message)?.[1] ?? message,
      )
  const before = 'nothing may stand before "v=spf1"'
  const behind = 'there is no blank after "v=spf1"'
  const typeset =
    'the SPF policy of "s.example.com." has a mistake: it has the quote "“", which a word processor writes, and which becomes part of the text'
  const joined = 'the strings of a record are joined without blanks, and "v=spf1" needs a blank after it'
  const cases: [data: string, flaws: string[]][] = [
    ['"v=spf1" "mx" "-all"', [joined]],
    ['"v=spf1" " mx" " -all"', []],
    ['"v=spf1"', []],
    ['"V=SPF1 -all"', []],
    ['"v=spf1; include:_spf.example.net -all"', [behind]],
    ['"v=spf1mx -all"', [behind]],
    ['" v=spf1 -all"', [before]],
    ['"\\"v=spf1 -all\\""', [before]],
    ['"\'v=spf1 -all\'"', [before]],
    ['"\\226\\128\\156v=spf1 -all"', [typeset]],
    ['"v=spf2.0/pra -all"', []],
    ['"see v=spf1"', []],
    ['""', []],
    ['"   "', []],
  ]
  for (const [data, flaws] of cases) t.strictSame(unseen(data), flaws, data)
})
