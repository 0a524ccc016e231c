// What the HTTPS listener tells whoever sends something other than a DNS question, in each language.

import { type Said, table } from '../../dns/said.ts'

const { rows, say } = table({
  'doh-no-query': [
    'the request holds no DNS query: send it as "?dns=", in base64url without padding, or POST it (RFC 8484)',
    'リクエストに DNS の問い合わせがありません: "?dns=" にパディングなしの base64url で書くか、POST してください (RFC 8484)',
  ],
  'doh-nothing-here': [
    'there is nothing here: send queries to /dns-query',
    'ここには何もありません: /dns-query に問い合わせてください',
  ],
  'doh-method': ['use GET or POST', 'GET か POST で問い合わせてください'],
  'doh-late': ['the body of the request did not arrive in time', '本文が時間内に届きませんでした'],
  'doh-too-large': ['a DNS message may have at most 65535 octets', 'メッセージは 65535 オクテットまでです'],
  'doh-media-type': [
    'send "Content-Type: application/dns-message"',
    '"Content-Type: application/dns-message" を送ってください',
  ],
  'doh-unavailable': ['no answer is possible now: ask again', '今は応答できません: もう一度問い合わせてください'],
})

export { rows as dohSays, say }

/** These rows have no parameters. The speaker for the rows of all rooms lives in a room above this one. */
export function textOf({ code }: Said, language: 'en' | 'ja'): string {
  return (rows as Readonly<Record<string, readonly [string, string]>>)[code]![language === 'ja' ? 1 : 0]
}
