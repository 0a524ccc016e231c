// The texts of refused requests, in each language.

import { table } from '../dns/said.ts'
import { dnsSays } from '../dns/says.ts'
import { liveSays } from '../lists/live/says.ts'
import { observeSays } from '../observe/says.ts'
import { configSays } from '../text/config/says.ts'
import { type LanguageName, type Speaker, speaker } from '../text/findings/wording.ts'
import { editSays } from '../tools/edit/says.ts'
import { toolsSays } from '../tools/says.ts'

export const { rows: operateSays, say } = table({
  'not-seen-zone': [
    'cannot find the zone {zone} in a view that you may see',
    'ゾーン {zone} は、閲覧できるビューにありません',
  ],
  'not-seen-text': [
    'cannot show the file of {zone}: the zone has no such file, or you may not see every view and zone that the file serves',
    '{zone} のファイルを表示できません。そのファイルがないか、ファイルの提供先に閲覧できないビューやゾーンがあります',
  ],
  'audit-what': [
    'cannot look for {what}: no change is called that; "janus audit" shows the changes that were made',
    '{what} という変更はありません。記録にある変更は "janus audit" で見られます',
  ],
  'explain-no-view': [
    'cannot explain {address}: it is in none of the views that you may see',
    '{address} を説明できません。閲覧できるどのビューにも属していません',
  ],
  'record-added-by': ['added by {by}', '{by} が追加'],
  'explain-no-zone': [
    'cannot explain {name}: no zone that you may see holds it',
    '{name} を説明できません。閲覧できるゾーンにその名前はありません',
  ],
  'may-not-ask': ['cannot do "{verb}": your rights do not include it', '"{verb}" は許可されていません'],
  'may-not-change': [
    'cannot do "{verb}": "edit" under "http" does not let users do it; set it, or use a token that "janus user token --write" made',
    '"{verb}" はできません。"http" の "edit" が許していません。その設定を変えるか、"janus user token --write" で作ったトークンを使ってください',
  ],
  'else-served': [
    'cannot do "{verb}": what is served has changed since you looked; look again, and repeat the request',
    '"{verb}" はできません。提供内容が変わりました。もう一度確かめてください',
  ],
  'page-moved': [
    'cannot give the next page: what is served has changed; begin again without "after"',
    '続きを示せません。提供内容が変わりました。"after" なしで始めからやり直してください',
  ],
  'plan-differs': [
    'cannot apply the plan: a reload would do something else now; make a new plan, and look at it',
    'この計画は適用できません。再読み込みの結果が変わりました。新しい計画を見てください',
  ],
  'text-differs': [
    'cannot change {file}: somebody has changed it since you read it; read it again',
    '{file} を変更できません。読んだ後に書き換えられました。もう一度読んでください',
  ],
  'text-only-read': [
    'cannot write {file}: the server may only read it; propose the change instead',
    '{file} に書けません。サーバーは読むだけです。変更は提案してください',
  ],
  'text-others-wait': [
    'cannot make the change: files hold other changes that would be served with it; an operator has to look at these and reload first',
    '変更できません。ファイルにはほかの変更もあり、一緒に提供されてしまいます。先に管理者が確かめて再読み込みする必要があります',
  ],
  'text-no-change': ['cannot propose the change: it changes nothing', '提案できません。変更がありません'],
  'text-directives': [
    'cannot change lines with $VIEW, $INCLUDE or $GENERATE: ask an operator',
    '$VIEW、$INCLUDE、$GENERATE の行は変更できません。管理者に依頼してください',
  ],
  'text-delegations': [
    'cannot change NS, DS or DNAME records below the name of the zone: ask somebody who may see every view and zone',
    'ゾーンの名前より下の NS、DS、DNAME は変更できません。すべてのビューとゾーンを見られる人に依頼してください',
  ],
  'text-harms-another': [
    'cannot change the file: the change would make an error in another file',
    'ファイルを変更できません。ほかのファイルに誤りが生じます',
  ],
  'catalog-others': [
    'there is no catalog {catalog}; there are {names}',
    'カタログ {catalog} はありません。あるのは {names} です',
  ],
  'catalog-none': [
    'there is no catalog {catalog}; the configuration has none',
    'カタログ {catalog} はありません。設定にカタログがありません',
  ],
  'version-why-hidden': [
    'this version of the zone is not served; only users who may see the whole server are told what is wrong with it',
    'この版は使いません。何がよくないかは、サーバー全体を見られる人に示します',
  ],
  'catalog-why-hidden': [
    'it is not followed; only users who may see the whole server are told why',
    '追従していません。理由は、サーバー全体を見られる人に示します',
  ],
  'fetch-no-zone': [
    'cannot fetch "{zone}": there is no such zone',
    '"{zone}" を取得できません。そのようなゾーンはありません',
  ],
  'fetch-no-face': [
    'cannot fetch "{zone}": there is no such zone in the view "{view}"',
    '"{zone}" を取得できません。ビュー "{view}" にそのゾーンはありません',
  ],
  'notify-no-zone': [
    'cannot notify anybody of "{zone}": there is no such zone',
    '"{zone}" を通知できません。そのようなゾーンはありません',
  ],
  'notify-no-face': [
    'cannot notify anybody of "{zone}": there is no such zone in the view "{view}"',
    '"{zone}" を通知できません。ビュー "{view}" にそのゾーンはありません',
  ],
  'no-such-type': ['cannot read the type {type}: there is no such type', 'タイプ {type} はありません'],
  'no-name': ['cannot read {text}: it is not a name', '{text} は名前として読めません'],
  'mail-no-name': ['cannot read {text}: it is not a mail domain', 'ドメイン {text} を読めません'],
  'mail-no-mx': [
    'cannot follow the mail for {text}: it has no MX in any view',
    '{text} のメールをたどれません。どのビューにも MX がありません',
  ],
  'text-unread': ['cannot read {file}: {why}', '{file} を読めません: {why}'],
  'text-link-out': [
    'cannot read {file}: it is a link that leads out of its folder',
    '{file} を読めません。フォルダーの外へのリンクです',
  ],
  'text-not-utf8': ['cannot show {file}: it is not in UTF-8', '{file} を表示できません。UTF-8 ではありません'],
  'text-busy': [
    'cannot read the text: the server is reading {count} texts of yours already; ask again when it is done with one',
    'テキストを読めません。あなたのテキスト {count} 件を処理中です。一つ終わってからもう一度要求してください',
  ],
  'text-over-limit': [
    'cannot use the text: it has more than {octets} octets; change the file on the server itself',
    'このテキストは {octets} オクテットを超えています。サーバーでファイルを直接変更してください',
  ],
  'text-has-errors': ['cannot change the file: {errors}', 'ファイルを変更できません: {errors}'],
  'text-error-at': ['line {line}: {message}', '{line} 行目: {message}'],
  'text-unwritten': ['cannot write {file}: {why}', '{file} に書けません: {why}'],
  'patches-wait': [
    'cannot keep another patch: {folder} holds {count} already; delete some of them',
    'パッチをこれ以上残せません。{folder} に {count} 件あります。いくつか削除してください',
  ],
  'patch-unwritten': ['cannot write the patch: {why}', 'パッチを書けません: {why}'],
  'branch-not-made': [
    'cannot make a branch: {why}; you can propose the change without one',
    'ブランチを作れません: {why}。パッチだけを提案することもできます',
  ],
  'change-zone-twice': [
    'cannot change {zone}: the request names it twice',
    '{zone} を変更できません。要求に二度あります',
  ],
  'change-strange-view': [
    'cannot change rrsets in {view}: the "views" of the request do not name it',
    '{view} の RRset を変更できません。要求の "views" にありません',
  ],
  'change-which-views': [
    'cannot change {zone}: the request has to name its "views", some of {views}',
    '{zone} を変更できません。"views" を次から選んで指定してください: {views}',
  ],
  'change-zone-gone': ['the zone is not there any more', 'このゾーンはもうありません'],
  'change-refused': ['cannot change the zone: {why}', 'ゾーンを変更できません: {why}'],
  'change-busy': [
    'cannot change the zone: too many changes wait already; ask again later',
    'ゾーンを変更できません。待っている変更が多すぎます。もう一度要求してください',
  ],
  'change-failed': [
    'cannot change the zone, and nothing has changed: {reason}',
    'ゾーンを変更できず、何も変更していません: {reason}',
  ],
  'rrset-refused': ['cannot change {type} of {name}: {why}', '{name} の {type} を変更できません: {why}'],
  'rrset-twice': ['the request names it twice with "{kind}"', '要求に "{kind}" として二度あります'],
  'rrset-no-name': ['the name cannot be read', '名前を読めません'],
  'rrset-no-type': ['no record has this type', 'このタイプのレコードはありません'],
  'rrset-no-ttl': ['"ttl" is missing: give it', '"ttl" を指定してください'],
  'rrset-no-lease': [
    'only records that REPLACE or EXTEND adds may have a "lease", and an SOA may not: leave it out',
    '"lease" は REPLACE か EXTEND で加えるレコードだけのもので、SOA には使えません。除いてください',
  ],
  'change-no-lease': [
    'cannot change the zone: only added records may have a "lease", and the request adds none that may end; leave it out',
    'ゾーンを変更できません。"lease" は加えるレコードのためのもので、期限を付けられるレコードがありません。除いてください',
  ],
  'rrset-disabled': [
    'Janus does not support disabled records: leave them out',
    'Janus は無効なレコードを扱いません。除いてください',
  ],
  'rrset-no-quotes': ['put the text {text} in quotes', '文字列 {text} を引用符で囲んでください'],
  'tell-no-zone': ['cannot show "{zone}": there is no such zone', '「{zone}」というゾーンはありません'],
  'zone-not-in-view': [
    'cannot find the zone {zone} in the view {view}',
    'ゾーン {zone} は、ビュー {view} にありません',
  ],
  'view-not-seen': [
    'cannot find the view {view} among those that you may see',
    'ビュー {view} は、閲覧できるビューにありません',
  ],
  'compare-itself': [
    'cannot compare {view} with itself: name two views',
    '{view} はそれ自身と比べられません。二つのビューを指定してください',
  ],
  'flush-unsaid': [
    '{entries} entries of {list} would be removed: say "yes" to remove them (--yes)',
    '{list} の {entries} 件が消えます。消すには "yes" を指定してください (--yes)',
  ],
  'flush-not-kept': [
    'cannot flush {list}: the change cannot be written to disk: {why}',
    '{list} を空にできません。書き込めません: {why}',
  ],
  'remove-not-kept': [
    'cannot remove {entry}: the change cannot be written to disk: {why}',
    '{entry} を削除できません。書き込めません: {why}',
  ],
  'add-nothing': [
    'there is nothing to add: give "entry" or "entries"',
    '追加するものがありません。"entry" か "entries" を指定してください',
  ],
  'not-rolled-back': ['cannot roll back: {why}', 'ロールバックできません: {why}'],
  'canary-got': [
    'canary {canary}: expected {expected}, got {got}',
    'カナリア {canary} の答えは {got} になります (期待は {expected})',
  ],
  'canaries-then': ['{first}; {then}', '{first}; {then}'],
  'rolled-canaries': [
    'cannot roll back: {canaries}; add --force to roll back all the same',
    'ロールバックできません: {canaries}。それでも行うには --force を付けてください',
  ],
  'name-unread': ['cannot read the name "{name}"', '名前「{name}」を読めません'],
  'type-unread': ['cannot read the type "{type}": there is no such type', 'タイプ「{type}」はありません'],
  'withdraw-which': [
    '--force has to repeat the name of the zone: "{force}" is not "{zone}"',
    '--force にはゾーンの名前をもう一度書きます。「{force}」は「{zone}」ではありません',
  ],
  'withdraw-nothing': [
    'this server neither serves nor signs a zone "{zone}"',
    'ゾーン「{zone}」は、ここで提供も署名もしていません',
  ],
  'query-log-not': ['cannot switch the query log {state}: {why}', 'クエリログを {state} にできません: {why}'],
  'queries-unfollowed': ['cannot follow queries: {why}', 'クエリを追えません: {why}'],
  'no-such-verb': [
    'cannot do {verb}: the server has no such command',
    '{verb} はできません。サーバーにそのコマンドはありません',
  ],
  'log-may-not': ['cannot show the log: your rights do not include it', 'ログの閲覧は許可されていません'],
  'streams-full': [
    'cannot open another stream of events: too many are open; close one of them',
    'イベントのストリームをこれ以上開けません。ほかを閉じてください',
  ],
  'rules-unasked': ['cannot show all findings: {why}', 'すべての指摘は示せません: {why}'],
  'rules-running': ['the check is at {percent} %; ask again', '確認中です ({percent} %)。もう一度要求してください'],
  'rules-memory': [
    'the check needs more memory than it may take; run "janus check" on another machine',
    '使えるメモリーを超えます。別のマシンで "janus check" を実行してください',
  ],
  'rules-time': [
    'the check takes longer than it may; run "janus check" on another machine',
    '使える時間を超えます。別のマシンで "janus check" を実行してください',
  ],
  'rules-fault': [
    'the check failed because of a bug in Janus: report it with its line in the log',
    'Janus の不具合で確認できません。ログの行とともに報告してください',
  ],
  'token-missing': [
    'this needs a valid token: send the header "Authorization: Bearer TOKEN"',
    'トークンが必要です。ヘッダー "Authorization: Bearer TOKEN" を付けてください',
  ],
  'tokens-wrong': [
    'cannot check the token: too many wrong tokens have come from your network; wait',
    'トークンを確認できません。このネットワークから誤ったトークンが多く届いています。お待ちください',
  ],
  'requests-many': [
    'cannot do this: you have sent as many requests as {option} allows; wait',
    '要求が多すぎます ({option} の上限です)。お待ちください',
  ],
  'login-wrong': [
    'cannot log you in: the name or the password is wrong',
    'ログインできません。名前かパスワードが違います',
  ],
  'login-wait': [
    'cannot check the password: too many wrong passwords have come; wait',
    'パスワードを確認できません。誤ったパスワードが多く届いています。お待ちください',
  ],
  'login-busy': [
    'cannot check the password: too many people log in at once; try again',
    'パスワードを確認できません。同時のログインが多すぎます。もう一度要求してください',
  ],
  'not-for-you': ['cannot do this: {why}', '許可されていません: {why}'],
  'not-shown-here': ['cannot show this: {why}', '表示できません: {why}'],
  'name-not-ours': [
    'your request names this server by a name that is not in {option}',
    '要求にあるこのサーバーの名前が {option} にありません',
  ],
  'page-of-others': [
    'a web page of another origin may not send requests here',
    'ほかのオリジンのページからは要求できません',
  ],
  'ask-over-tls-token': [
    'use TLS: without it anybody on the way could read the token',
    'TLS を使ってください。平文ではトークンを途中で読まれます',
  ],
  'ask-over-tls': ['use TLS', 'TLS を使ってください'],
  'header-missing': [
    'send the header "X-Janus-Request: 1": it proves that no page of another origin sends the request',
    'ヘッダー "X-Janus-Request: 1" を付けてください。ほかのオリジンのページには付けられません',
  ],
  'want-zone': ['the name of a zone', 'ゾーンの名前'],
  'want-the-zone': ['the name of the zone', 'そのゾーンの名前'],
  'want-name': ['a name', '名前'],
  'want-list': ['the name of a list', 'リストの名前'],
  'want-next': ['the value that the page before gives for the next page', '前のページが次のページとして示した値'],
  'want-entry': ['an address or a name', 'アドレスか名前'],
  'want-address': ['an IPv4 or IPv6 address', 'IPv4 か IPv6 のアドレス'],
  'want-part': ['a part of a name', '名前の一部'],
  'want-type-txt': ['a type such as TXT', 'TXT のようなタイプ'],
  'want-type-mx': ['a type such as MX', 'MX のようなタイプ'],
  'want-path': ['the path of a file', 'ファイルのパス'],
  'want-view': ['the name of a view', 'ビューの名前'],
  'want-views-name': ["a view's name", 'ビューの名前'],
  'want-rule': ['the name of a rule', '規則の名前'],
  'want-catalog': ['the name of a catalog', 'カタログの名前'],
  'want-key-or-none': ['the name of a TSIG key, or -', 'TSIG 鍵の名前か -'],
  'want-key': ['the name of a TSIG key', 'TSIG 鍵の名前'],
  'want-text-hash': ['the hash of a text', 'テキストのハッシュ'],
  'want-plan-hash': ['the hash of a plan', '計画のハッシュ'],
  'want-begin': ['the beginning of a name', '名前の始まり'],
  'want-code': ['an address such as 127.0.0.3', '127.0.0.3 のようなアドレス'],
  'want-what': ['a verb, or update', 'コマンドか update'],
  'want-who': ['a user, a key or an address', 'ユーザー、鍵、アドレスのどれか'],
  'want-sentence': ['a sentence', '文'],
  'want-prefix': ['a prefix such as 192.0.2.0/24', '192.0.2.0/24 のようなプレフィックス'],
  'want-search': ['a part of a name, or an address', '名前の一部かアドレス'],
  'want-line-part': ['a part of a line', '行の一部'],
  'want-lasts': ['a duration such as 10m, or a number of seconds', '10m のような時間か秒数'],
  'want-zone-text': ['the text of a zone file', 'ゾーンファイルのテキスト'],
  'want-text': ['a text', '文字列'],
  'want-boolean': ['true or false', 'true か false'],
  'want-diff-state': ['new, expected or expired', 'new、expected、expired のどれか'],
  'want-severity': ['error, warning or info', 'error、warning、info のどれか'],
  'want-key-kind': ['tsig or zone', 'tsig か zone'],
  'want-role': ['"csk", "ksk" or "zsk"', '"csk"、"ksk"、"zsk" のどれか'],
  'want-differs': ['any or leaks', 'any か leaks'],
  'want-copy-state': ['one of the states, or bad', '状態の一つか bad'],
  'want-rrsets': ['a list of rrsets', 'RRset のリスト'],
  'want-views': ['a list of views', 'ビューのリスト'],
  'want-entries': ['a list of objects with "entry"', '"entry" のあるオブジェクトのリスト'],
  'want-entry-object': ['an object with "entry"', '"entry" のあるオブジェクト'],
  'want-also': ['a list of zones with their rrsets', 'ゾーンとその RRset のリスト'],
  'want-disabled': ['rrsets whose "disabled" is true or false', '"disabled" が true か false の RRset'],
  'want-rrset-name': ['rrsets with a "name" that ends in a dot', 'ドットで終わる "name" のある RRset'],
  'want-rrset-type': ['rrsets with a "type" such as TXT', 'TXT のような "type" のある RRset'],
  'want-changetype': [
    'rrsets whose "changetype" is REPLACE, DELETE, EXTEND or PRUNE',
    '"changetype" が REPLACE、DELETE、EXTEND、PRUNE のどれかの RRset',
  ],
  'want-rrset-views': ['rrsets whose "views" are a list of names of views', '"views" がビューの名前のリストの RRset'],
  'want-records': [
    'rrsets whose "records" are objects with a text as "content"',
    '"records" が "content" に文字列のあるオブジェクトの RRset',
  ],
  'want-rrset': ['rrsets with "name", "type" and "changetype"', '"name"、"type"、"changetype" のある RRset'],
  'want-one-of': ['one of {words}', '{words} のどれか'],
  'want-zone-state': ['behind, or one of {words}', 'behind か、{words} のどれか'],
  'want-kinds': ['{words}, with commas between', '{words} (コンマ区切り)'],
  'want-rrsets-most': ['no more than {most} rrsets', '{most} 件以内の RRset'],
  'want-zones-most': ['no more than {most} zones', '{most} 件以内のゾーン'],
  'want-entries-most': ['no more than {most} entries', '{most} 件以内の項目'],
  'want-characters-most': ['no more than {most} characters', '{most} 文字以内'],
  'want-other-zone': ['zones with a "zone" and "rrsets"', '"zone" と "rrsets" のあるゾーン'],
  'want-rrset-ttl': [
    'rrsets whose "ttl" is a whole number of seconds, from 0 to {most}',
    '"ttl" が 0 から {most} までの整数の秒数の RRset',
  ],
  'want-record-lease': [
    'records whose "lease" is a whole number of seconds, from 1 to {most}',
    '"lease" が 1 から {most} までの整数の秒数のレコード',
  ],
  'want-something': ['another value', '別の値'],
  'field-misfit': [
    'cannot use {given} as "{field}": it must be {wanted}',
    '"{field}" に {given} は使えません: {wanted}を指定してください',
  ],
  'field-not-given': [
    '"{field}" is missing: it must be {wanted}',
    '"{field}" がありません: {wanted}を指定してください',
  ],
  'fields-and': ['{first}; {then}', '{first}; {then}'],
  'field-unknown': [
    'cannot use {field}: "{verb}" has no such field',
    '{field} は使えません: "{verb}" にその項目はありません',
  ],
  'field-unknown-near': [
    'cannot use {field}: "{verb}" has no such field, did you mean "{near}"?',
    '{field} は使えません: "{verb}" にその項目はありません。"{near}" のことですか',
  ],
  'fields-none': ['{unknown}; leave it out: the command takes no fields', '{unknown}。項目はないので、除いてください'],
  'fields-known': ['{unknown}; the fields are {known}', '{unknown}。あるのは {known} です'],
  'fields-more': ['{unknown}, and {count} more', '{unknown}、ほか {count} 件'],
  'options-no-object': [
    'cannot read the options of "{verb}": give an object',
    '"{verb}" の項目を読めません: オブジェクトを渡してください',
  ],
  'a-list': ['a list', 'リスト'],
  'an-object': ['an object', 'オブジェクト'],
  'after-misread': [
    'cannot use {after} as "after": it must be the value that the page before gives for the next page',
    '"after" に {after} は使えません: 前のページが次のページとして示した値を指定してください',
  ],
  'kinds-unknown': [
    'cannot use {kind} as "kinds": there are {kinds}',
    '"kinds" に {kind} は使えません: あるのは {kinds} です',
  ],
  'nothing-here': [
    'there is nothing to {method} here: use GET {pages}',
    '{method} できるものはここにありません。あるのは GET {pages} です',
  ],
  'nothing-there': [
    'there is nothing to {method} here: use GET {pages}, GET {base}/openapi.json and the paths that it lists (GET to read, POST to change), or POST /control/VERB',
    '{method} できるものはここにありません。あるのは GET {pages}、GET {base}/openapi.json とそこに書かれたもの (読むものは GET、変えるものは POST)、POST /control/VERB です',
  ],
  'no-such-document': [
    'there is no such document: the documents begin at {path}',
    '見つかりません。文書の入口は {path} です',
  ],
  'no-such-asset': [
    'there is no such file: the console is at {path}',
    '見つかりません。コンソールは {path} にあります',
  ],
  'request-unread': ['cannot read the request: {why}', '要求を読めません: {why}'],
  'request-long-verb': ['the name of its verb is too long', 'コマンドの名前が長すぎます'],
  'request-two-hosts': ['it has more than one "Host"', '"Host" が二つ以上あります'],
  'request-no-object': ['give an object, or nothing', 'オブジェクトを渡すか、何も渡さないでください'],
  'request-too-large': ['it has more than {octets} octets', '{octets} オクテットを超えています'],
  'request-no-json': ['it is not JSON', 'JSON ではありません'],
  'request-empty': [
    'it is empty, and not JSON: send {object}, or send no body and no "Content-Type"',
    '空で、JSON ではありません。{object} を送るか、本文も "Content-Type" も送らないでください',
  ],
  'request-no-type': [
    'send JSON, and the header "Content-Type: application/json"',
    'JSON を、ヘッダー "Content-Type: application/json" とともに送ってください',
  ],
  'request-long-part': ['a part of its path is too long', 'パスの一部が長すぎます'],
  'request-no-path': ['its path is not valid', 'パスが正しくありません'],
  'if-match-unread': [
    'cannot read "If-Match": send "*", or the "ETag" of an earlier answer in its quotes; several with commas between',
    '"If-Match" を読めません。"*" か、応答の "ETag" を引用符ごと (複数ならコンマで区切って) 送ってください',
  ],
  'verb-failed': [
    '"{verb}" failed because of a bug in Janus: report it with its line in the log',
    '"{verb}" は Janus の不具合で失敗しました。ログの行とともに報告してください',
  ],
  'login-unread': [
    'cannot read the request: give an object with "user" and "password", of {octets} octets at most',
    '要求を読めません。"user" と "password" ({octets} オクテット以内) のあるオブジェクトを渡してください',
  ],
  'login-not-begun': [
    'cannot log you in: this browser has begun no login here, or began it more than ten minutes ago; begin again at {path}',
    'ログインできません。このブラウザーで始めたログインがないか、10 分を過ぎました。{path} からやり直してください',
  ],
  'provider-no-claim': [
    'cannot log you in: the OpenID provider sends no "{claim}" for you',
    'ログインできません。OpenID プロバイダーがあなたの "{claim}" を示しません',
  ],
  'provider-no-user': [
    'cannot log you in: there is no user {user} here; ask an administrator to run: janus user add',
    'ログインできません。{user} というユーザーはありません。管理者に追加を頼んでください ("janus user add")',
  ],
  'table-generations': ['generations', '世代'],
  'table-views-counted': ['views with counters of their own', '別々に数えるビュー'],
  'table-tcp': ['TCP connections', 'TCP 接続'],
  'table-transfers': ['transfers under way', '進行中の転送'],
  'table-transfers-ready': ['octets prepared for transfers', '転送のために用意したオクテット'],
  'table-tcp-client': ['TCP connections of one client', '一つのクライアントの TCP 接続'],
  'table-handshakes': ['TLS handshakes of one network in a second', '一つのネットワークの毎秒の TLS ハンドシェイク'],
  'table-datagrams': ['datagrams that wait for the main thread', 'メインスレッドを待つデータグラム'],
  'table-online': ['questions over streams that wait for a signature', '署名を待つストリームの質問'],
  'table-online-kept': ['octets of signatures made on demand', 'その場で作った署名のオクテット'],
  'table-prepared': ['names with prepared answers, by thread', '用意した答えの名前 (スレッドごと)'],
  'table-taps': [
    'octets of answers waiting for the query log, by thread',
    'クエリログを待つ答えのオクテット (スレッドごと)',
  ],
  'table-descriptors': ['file descriptors', 'ファイル記述子'],
  'table-http': ['HTTP connections', 'HTTP 接続'],
  'provider-too-often': [
    'cannot ask the OpenID provider: too many logins were begun from your network; wait',
    'OpenID プロバイダーに問い合わせられません。このネットワークから始められたログインが多すぎます。お待ちください',
  ],
  'provider-refused': [
    'cannot log you in: the OpenID provider refused; ask its administrator',
    'ログインできません。OpenID プロバイダーが拒否しました。プロバイダーの管理者に尋ねてください',
  ],
  'provider-not-now': [
    'cannot log you in: the OpenID provider has not confirmed who you are; the log of this server says why',
    'ログインできません。OpenID プロバイダーが本人を確認できませんでした。理由はサーバーのログにあります',
  ],
})

/** All texts that a refusal may need. */
const says = { ...configSays, ...operateSays, ...liveSays, ...dnsSays, ...editSays, ...observeSays, ...toolsSays }

export const english = speaker(says, 'en')
const japanese = speaker(says, 'ja')

export function speakerOf(language: LanguageName): Speaker {
  return language === 'ja' ? japanese : english
}
