// Messages about transfers from primaries, in each language.

import { table } from '../dns/said.ts'
import { keysSays } from '../keys/says.ts'
import { speaker } from '../text/findings/wording.ts'
import { zonefileSays } from '../text/zonefile/says.ts'

export const { rows: transferSays, say } = table({
  'no-answer': ['{peer} does not answer', '{peer} が答えません'],
  'no-connection': ['cannot connect to {peer}: {why}', '{peer} に接続できません: {why}'],
  'tls-without-alpn': [
    'primary {address}: TLS without ALPN "dot" (NSD before ALPN support); set tls: {setting} or use TCP with a key',
    'プライマリ {address}: TLS に ALPN "dot" がありません (対応前の NSD)。tls: {setting} とするか、鍵を付けて TCP を使ってください',
  ],
  'tls-too-old': [
    '{peer} does not speak TLS 1.3, which transfers need (RFC 9103): upgrade it',
    '{peer} が、転送に要る TLS 1.3 (RFC 9103) を話しません。新しくしてください',
  ],
  'tls-other-key': [
    '{peer} shows a key that is not under primaries.{primary}.tls.pins: if it has renewed its key, add "{pin}"',
    '{peer} の鍵が primaries.{primary}.tls.pins のどれでもありません。更新したのなら "{pin}" を加えてください',
  ],
  'tls-certificate-wrong': [
    'the certificate of {peer} does not prove who it is: {why}; compare it with primaries.{primary}.tls',
    '{peer} の証明書では相手を確かめられません: {why}。primaries.{primary}.tls を見比べてください',
  ],
  'tls-file-unusable': ['cannot use the file "{file}" for TLS: {why}', '"{file}" が TLS に使えません: {why}'],
  'tls-failed': ['cannot set up TLS with {peer}: {why}', '{peer} と TLS が成り立ちません: {why}'],
  'connection-lost': [
    '{peer} closed the connection before the end of the transfer',
    '終わる前に {peer} が接続を閉じました',
  ],
  'no-progress': ['{peer} sent nothing for {seconds} s', '{peer} から {seconds} 秒間、何も届きませんでした'],
  'no-end': ['the transfer from {peer} has not ended after {seconds} s', '{peer} は {seconds} 秒たっても終わりません'],
  'answers-rcode': ['{peer} answers {rcode}', '{peer} の答えは {rcode} です'],
  'answers-without-soa': [
    '{peer} is not authoritative for the zone: let it serve the zone, or name another primary',
    '{peer} はこのゾーンの権威として答えません。ゾーンを置くか、別のプライマリを書いてください',
  ],
  'answers-malformed': ['{peer} sent octets that are no DNS message', '{peer} が DNS メッセージでないものを送りました'],
  'answers-other': ['{peer} sent an answer to another question', '{peer} が別の質問への答えを送りました'],
  'answers-class': ['{peer} sent records of another class', '{peer} が別のクラスのレコードを送りました'],
  'no-soa-first': [
    'the transfer from {peer} does not begin with the SOA',
    '{peer} の送ったものが SOA で始まっていません',
  ],
  'soa-differs': [
    'the transfer from {peer} has two different SOAs: it mixes two versions of the zone',
    '{peer} の送ったものに異なる SOA が二つあります: ゾーンの二つの版が混ざっています',
  ],
  'soa-not-apex': [
    'the transfer from {peer} has an SOA that is not at the apex of the zone',
    '{peer} の送ったものに、ゾーンの頂点でない SOA があります',
  ],
  'soa-malformed': ['{peer} sent a malformed SOA', '{peer} の送った SOA の形が正しくありません'],
  'after-end': ['{peer} sent records after the end of the transfer', '{peer} が終わりの後にレコードを送りました'],
  'chain-broken': [
    'the changes from {peer} (IXFR) do not lead from our serial to the newest',
    '{peer} の送った変更が、こちらのシリアルから最新まで続いていません',
  ],
  'changes-misfit': [
    'the changes from {peer} (IXFR) do not fit our zone, at {owner} {type}',
    '{peer} の送った変更が、こちらのゾーンに合いません: {owner} {type}',
  ],
  'lone-soa': [
    '{peer} has a newer version of the zone, but sent only its SOA',
    '{peer} は新しい版を持っていますが、SOA だけを送りました',
  ],
  'over-limit': [
    'transfer from {peer} stopped at {met} {of} (limit {limit}): raise primaries.{primary}.{key}; serial {serial} stays in service',
    '{peer} からの転送を {met} {of}で止めました (上限 {limit})。primaries.{primary}.{key} を上げてください。シリアル {serial} のままです',
  ],
  records: ['records', 'レコード'],
  octets: ['octets', 'オクテット'],
  none: ['none', 'なし'],
  'over-memory': [
    'transfer from {peer} stopped at {records} records: all transfers together may take {mebibytes} MiB, a quarter of the memory of this process; give it more memory, or lower max-records and max-size of the primaries that send too much; serial {serial} stays in service',
    '{peer} からの転送を {records} レコードで止めました。転送に使えるメモリーは合わせて {mebibytes} MiB (このプロセスの 4 分の 1) です。メモリーを増やすか、送りすぎるプライマリの max-records と max-size を下げてください。シリアル {serial} のままです',
  ],
  'tsig-missing': [
    '{peer} did not sign its answer: let it use the key "{key}"',
    '{peer} が答えに署名していません。鍵 "{key}" を使わせてください',
  ],
  'tsig-unsigned-end': ['{peer} did not sign the end of the transfer', '{peer} が終わりに署名していません'],
  'tsig-wrong': [
    'the signature of {peer} is wrong ({error}): compare the secret of the key "{key}" on both sides',
    '{peer} の署名が正しくありません ({error})。鍵 "{key}" の秘密を見比べてください',
  ],
  'tsig-refused': [
    '{peer} rejects our signature ({error}): compare name, algorithm and secret of the key "{key}" on both sides',
    '{peer} がこちらの署名を受け付けません ({error})。鍵 "{key}" の名前、アルゴリズム、秘密を見比べてください',
  ],
  'tsig-clock': [
    'the clock of {peer} is {skew} s off from ours: set both by NTP',
    '{peer} の時計がこちらと {skew} 秒ずれています。両方を NTP で合わせてください',
  ],
  'digest-wrong': [
    'the zone from {peer} does not match its own digest (ZONEMD)',
    '{peer} の送ったゾーンが、示されたダイジェスト (ZONEMD) に合いません',
  ],
  'digest-missing': [
    'the zone from {peer} has no digest (ZONEMD) that can be verified',
    '{peer} の送ったゾーンに、確かめられるダイジェスト (ZONEMD) がありません',
  ],
  'primary-behind': [
    '{primary} is behind: its serial {there} is lower than ours, {here}; raise it there, or take its version with "janus transfers fetch {zone}"',
    '{primary} が遅れています: シリアル {there} はこちらの {here} より古いものです。シリアルを上げるか、"janus transfers fetch {zone}" でその版を取ってください',
  ],
  'primary-opposite': [
    '{primary} has the serial {there}, exactly 2^31 away from our {here}, so that neither is newer (RFC 1982): raise it there, or take its version with "janus transfers fetch {zone}"',
    '{primary} のシリアル {there} は {here} からちょうど 2^31 離れていて、どちらも新しくありません (RFC 1982)。シリアルを上げるか、"janus transfers fetch {zone}" でその版を取ってください',
  ],
  'no-primary': ['the zone does not come from a primary', 'プライマリから来ていません'],
  'nobody-listens': ['no program listens on that port', 'そのポートで待ち受けているプログラムがありません'],
  'closed-at-once': ['it closes the connection at once', '接続がすぐに閉じられました'],
  silent: ['no answer came', '何も返りませんでした'],
  'no-way-there': [
    'this machine has no route to that address: check routes and firewalls',
    'そのアドレスへの経路がありません。経路とファイアウォールを見てください',
  ],
  'source-not-here': [
    'this machine does not have the address that "source" names',
    '"source" のアドレスがこの機械にありません',
  ],
  'cannot-send': ['cannot send to {peer}: {why}', '{peer} に送れません: {why}'],
  'notify-refused': [
    '{peer} rejects our NOTIFY ({rcode}): configure this server there as a primary of the zone, with the key of the view; if it is, but by another address of this machine, write that address as "source" of the secondary',
    '{peer} が NOTIFY を受け付けません ({rcode})。このサーバーをゾーンのプライマリとして、ビューの鍵とともに書かせてください。この機械の別のアドレスが書かれているなら、それをセカンダリの "source" にしてください',
  ],
  'other-face': [
    '{peer} has other records under the same serial, first at {owner} {type}: it has fetched the zone of another view; compare its key with "janus tsig config"',
    '{peer} は同じシリアルで別のレコードを持っています (最初は {owner} {type})。別の面を持っているので、鍵を "janus tsig config" と見比べてください',
  ],
  'signs-itself': [
    '{peer} has other signatures under the same serial, first at {owner}: it signs the zone itself, and resolvers get two versions of one serial; let it fetch the signed zone from here',
    '{peer} は同じシリアルで別の署名を持っています (最初は {owner})。ゾーンに自分で署名しているため、一つのシリアルに二つの版があります。署名済みのゾーンをここから転送させてください',
  ],
  'list-too-long': [
    'not compared: {peer} has the same serial, but the list has more than {most} records, too many to compare; compare single answers with "dig"',
    '比べていません: {peer} のシリアルは同じですが、リストのレコードが {most} 件を超えるため、中身は見ていません。"dig" で個々の答えを比べてください',
  ],
  'list-too-different': [
    'not compared: {peer} has the same serial, but comparing stopped after {most} records that only one side has; let it fetch the whole zone again, and repeat the check',
    '比べていません: {peer} のシリアルは同じですが、片方だけにあるレコードが {most} 件を超えたため、比較を止めました。ゾーン全体を転送し直させてから、もう一度確かめてください',
  ],
  'peer-key-unusable': [
    'the key "{key}" cannot be used: "janus tsig list" says why; repair its file, and run "janus reload"',
    '鍵 "{key}" が使えません。理由は "janus tsig list" にあります。ファイルを直して "janus reload" を実行してください',
  ],
  'not-kept': [
    'cannot write the zone to {path}; a restart loses it: {why}',
    'ゾーンを {path} に書けず、再起動で失われます: {why}',
  ],
  'canary-wrong': [
    'canary {canary} would get {got}, and expects {expected}: correct the zone at {primary}, or the canary at {at}; {meanwhile}',
    'カナリア {canary} の答えが {got} になります (期待は {expected})。{primary} のゾーンか、{at} のカナリアを直してください。{meanwhile}',
  ],
  'canaries-wrong': [
    'canary {canary} would get {got}, and expects {expected}; {others} more would be wrong: correct the zone at {primary}, or the canaries from {at} on; {meanwhile}',
    'カナリア {canary} の答えが {got} になります (期待は {expected})。ほか {others} 件も誤りです。{primary} のゾーンか、{at} 以降のカナリアを直してください。{meanwhile}',
  ],
  'harms-ours': [
    'this version of the zone is not served: it would show inside data or break a zone of ours: {findings}; correct it at {primary}, or list what may be shown under "allowed-leaks"; {meanwhile}',
    'こちらのものを漏らすか壊すので、このゾーンは使いません: {findings}。{primary} で直すか、見せてよいものを "allowed-leaks" に書いてください。{meanwhile}',
  ],
  'meanwhile-served': ['the version in service stays until it expires', '有効期限までは今の版を使います'],
  'meanwhile-none': [
    'no version is in service, and names of the zone get SERVFAIL',
    '使っている版はなく、ゾーンの名前への答えは SERVFAIL になります',
  ],
  'primary-changed': ['the configuration names another primary for the zone now', '設定でプライマリが変わりました'],
  'and-then': ['{first}; {then}', '{first}; {then}'],
  fault: ['a bug in Janus: {reason}', 'Janus の不具合: {reason}'],
})

export const english = speaker({ ...zonefileSays, ...keysSays, ...transferSays }, 'en')
