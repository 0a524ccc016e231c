// Why a request is not done, in each language. What only a program could have asked for is English: fields that do not fit.

import { table } from '../dns/said.ts'
import { dnsSays } from '../dns/says.ts'
import { liveSays } from '../lists/live/says.ts'
import { type LanguageName, type Speaker, speaker } from '../text/findings/wording.ts'
import { editSays } from '../tools/edit/says.ts'

export const { rows: operateSays, say } = table({
  'not-seen-zone': [
    'cannot find the zone {zone} in a view that you may see',
    'ゾーン {zone} は、閲覧できるビューにありません',
  ],
  'not-seen-text': [
    'cannot show the text of {zone}: it has no such file that you may see whole',
    '{zone} の、全体を閲覧できるそのファイルはありません',
  ],
  'audit-what': [
    'cannot look for {what}: it is no change that the trail could have; "janus audit" shows those that it has',
    '{what} という変更はありません。記録にある変更は "janus audit" で見られます',
  ],
  'explain-no-view': [
    'cannot explain {address}: it has none of the views that you may see',
    '{address} を説明できません。閲覧できるビューに属していません',
  ],
  'explain-no-zone': [
    'cannot explain {name}: none of the zones that you may see holds it',
    '{name} を説明できません。閲覧できるゾーンにその名前はありません',
  ],
  'may-not-ask': ['cannot do "{verb}": you may not ask for it', '"{verb}" は許可されていません'],
  'may-not-change': [
    'cannot do "{verb}": nothing is to be changed this way; ask for a token that may',
    '"{verb}" はできません。この方法では変更できません。変更できるトークンを使ってください',
  ],
  'else-served': [
    'cannot do "{verb}": something else is served by now; look at it again',
    '"{verb}" はできません。提供内容が変わりました。もう一度確かめてください',
  ],
  'page-moved': [
    'cannot go on there: something else is served by now; begin again without "after"',
    '続きを示せません。提供内容が変わりました。"after" なしで始めからやり直してください',
  ],
  'plan-differs': [
    'cannot apply the plan: a reload would do something else by now; look at a new plan',
    'この計画は適用できません。再読み込みの結果が変わりました。新しい計画を見てください',
  ],
  'text-differs': [
    'cannot change {file}: it has another text than when it was read; look at it again',
    '{file} を変更できません。読んだ後に書き換えられました。もう一度確かめてください',
  ],
  'text-only-read': [
    'cannot write {file}: the server may only read it; propose the change',
    '{file} に書けません。サーバーは読むだけです。変更は提案してください',
  ],
  'text-others-wait': [
    'cannot make the change: others wait for a reload, and an operator has to look at them first',
    '変更できません。ほかの変更が再読み込みを待っています。先に管理者が確かめる必要があります',
  ],
  'text-no-change': ['cannot propose the change: it is none', '提案できません。変更がありません'],
  'text-directives': [
    'cannot change lines with $VIEW, $INCLUDE or $GENERATE: ask an operator',
    '$VIEW、$INCLUDE、$GENERATE の行は変更できません。管理者に依頼してください',
  ],
  'text-delegations': [
    'cannot change NS, DS or DNAME records below the name of the zone: ask somebody who may see every view and zone',
    'ゾーンの名前より下の NS、DS、DNAME は変更できません。すべてのビューとゾーンを見られる人に依頼してください',
  ],
  'text-harms-another': [
    'cannot change the file: it would make an error in another one',
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
  'fetch-no-zone': [
    'cannot fetch "{zone}": there is no such zone',
    '"{zone}" を取得できません。そのようなゾーンはありません',
  ],
  'fetch-no-face': [
    'cannot fetch "{zone}": there is no such zone in the view "{view}"',
    '"{zone}" を取得できません。ビュー "{view}" にそのゾーンはありません',
  ],
  'notify-no-zone': [
    'cannot tell anybody of "{zone}": there is no such zone',
    '"{zone}" を通知できません。そのようなゾーンはありません',
  ],
  'notify-no-face': [
    'cannot tell anybody of "{zone}": there is no such zone in the view "{view}"',
    '"{zone}" を通知できません。ビュー "{view}" にそのゾーンはありません',
  ],
  'no-such-type': ['cannot read the type {type}: there is no such type', 'タイプ {type} はありません'],
  'no-name': ['cannot read {text}: it is no name', '{text} は名前として読めません'],
  'mail-no-name': ['cannot read the domain {text}', 'ドメイン {text} を読めません'],
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
    'cannot read the text: {count} of yours are read already; ask again when one is done',
    'テキストを読めません。あなたの {count} 件を処理中です。終わってからもう一度要求してください',
  ],
  'text-over-limit': [
    'cannot use the text: it has more than {octets} octets; change the file where it lies',
    'このテキストは {octets} オクテットを超えています。ファイルを直接変更してください',
  ],
  'text-has-errors': ['cannot change the file: {errors}', 'ファイルを変更できません: {errors}'],
  'text-error-at': ['line {line}: {message}', '{line} 行目: {message}'],
  'text-unwritten': ['cannot write {file}: {why}', '{file} に書けません: {why}'],
  'patches-wait': [
    'cannot keep one more patch: {count} wait in {folder}; delete some',
    'パッチをこれ以上残せません。{folder} に {count} 件あります。いくつか削除してください',
  ],
  'patch-unwritten': ['cannot write the patch: {why}', 'パッチを書けません: {why}'],
  'branch-not-made': [
    'cannot make a branch: {why}; or propose the patch alone',
    'ブランチを作れません: {why}。パッチだけを提案することもできます',
  ],
  'change-zone-twice': [
    'cannot change {zone}: the request has it twice',
    '{zone} を変更できません。要求に二度あります',
  ],
  'change-strange-view': [
    'cannot change rrsets in {view}: it is none of the "views"',
    '{view} の RRset を変更できません。"views" にありません',
  ],
  'change-which-views': [
    'cannot change {zone}: name its "views"; there are {views}',
    '{zone} を変更できません。"views" で指定してください: {views}',
  ],
  'change-zone-gone': ['the zone is not there any more', 'このゾーンはもうありません'],
  'change-refused': ['cannot change the zone: {why}', 'ゾーンを変更できません: {why}'],
  'change-busy': [
    'cannot change the zone: too much waits already; ask again',
    'ゾーンを変更できません。待っている変更が多すぎます。もう一度要求してください',
  ],
  'change-not-kept': [
    'cannot change the zone: it cannot be kept; the log says why',
    'ゾーンを変更できません。書き込めません。理由はログにあります',
  ],
  'rrset-refused': ['cannot change {type} of {name}: {why}', '{name} の {type} を変更できません: {why}'],
  'rrset-twice': ['the request has it twice with "{kind}"', '要求に "{kind}" として二度あります'],
  'rrset-no-name': ['the name cannot be read', '名前を読めません'],
  'rrset-no-type': ['no record has this type', 'このタイプのレコードはありません'],
  'rrset-no-ttl': ['give "ttl"', '"ttl" を指定してください'],
  'rrset-disabled': [
    'Janus has no records that are disabled: leave them out',
    '無効なレコードはありません。除いてください',
  ],
  'rrset-no-quotes': ['put the text {text} in quotes', '文字列 {text} を引用符で囲んでください'],
  'tell-no-zone': ['cannot tell of "{zone}": there is no such zone', '「{zone}」というゾーンはありません'],
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
    '{entries} entries of {list} would go: say so with --yes',
    '{list} の {entries} 件が消えます。--yes で確かめてください',
  ],
  'flush-not-kept': [
    'cannot flush {list}: it cannot be written down: {why}',
    '{list} を空にできません。書き込めません: {why}',
  ],
  'remove-not-kept': [
    'cannot remove {entry}: it cannot be written down: {why}',
    '{entry} を削除できません。書き込めません: {why}',
  ],
  'add-nothing': [
    'cannot add nothing: give "entry" or "entries"',
    '追加するものがありません。"entry" か "entries" を指定してください',
  ],
  'not-rolled-back': ['cannot roll back: {why}', 'ロールバックできません: {why}'],
  'rolled-canaries': [
    'cannot roll back: {canaries}; --force does it all the same',
    'ロールバックできません: {canaries}。それでも行うには --force を付けてください',
  ],
  'name-unread': ['cannot read the name "{name}"', '名前「{name}」を読めません'],
  'type-unread': ['cannot read the type "{type}": there is no such type', 'タイプ「{type}」はありません'],
  'withdraw-which': [
    '--force takes the name of the zone once more: "{force}" is not "{zone}"',
    '--force にはゾーンの名前をもう一度書きます。「{force}」は「{zone}」ではありません',
  ],
  'withdraw-nothing': [
    'no zone "{zone}" is served or signed here',
    'ゾーン「{zone}」は、ここで提供も署名もしていません',
  ],
  'query-log-not': ['cannot switch the query log {state}: {why}', 'クエリログを {state} にできません: {why}'],
  'queries-unfollowed': ['cannot follow queries: {why}', 'クエリを追えません: {why}'],
  'no-such-verb': [
    'cannot do {verb}: the server has no such command',
    '{verb} はできません。サーバーにそのコマンドはありません',
  ],
  'log-may-not': ['cannot show the log: you may not ask for it', 'ログの閲覧は許可されていません'],
  'streams-full': [
    'cannot open one more stream of events: close another one',
    'イベントのストリームをこれ以上開けません。ほかを閉じてください',
  ],
  'rules-unasked': ['cannot give all findings: {why}', 'すべての指摘は示せません: {why}'],
  'rules-running': [
    'the rules are asked: {percent} %; ask again',
    '確認中です ({percent} %)。もう一度要求してください',
  ],
  'rules-memory': [
    'they take more memory than they may; run "janus check" elsewhere',
    '使えるメモリーを超えます。別の場所で "janus check" を実行してください',
  ],
  'rules-time': [
    'they take longer than they may; run "janus check" elsewhere',
    '使える時間を超えます。別の場所で "janus check" を実行してください',
  ],
  'rules-fault': ['they met a fault of ours, and the log has it', 'Janus の不具合です。ログにあります'],
  'token-missing': [
    'cannot do this without the token: send the header "Authorization: Bearer TOKEN"',
    'トークンが必要です。ヘッダー "Authorization: Bearer TOKEN" を付けてください',
  ],
  'tokens-wrong': [
    'cannot look at one more token: too many wrong ones have come from your network; wait',
    'トークンを確認できません。このネットワークからの誤りが多すぎます。お待ちください',
  ],
  'requests-many': [
    'cannot do one more request: you have made as many as {option} lets a user; wait',
    '要求が多すぎます ({option} の上限です)。お待ちください',
  ],
  'login-wrong': [
    'cannot let you in: nobody has this name with this password',
    'ログインできません。名前かパスワードが違います',
  ],
  'login-wait': [
    'cannot look at one more password: too many wrong ones have come; wait',
    'パスワードを確認できません。誤りが多すぎます。お待ちください',
  ],
  'login-busy': [
    'cannot look at the password: too many log in at once; ask again',
    'パスワードを確認できません。同時のログインが多すぎます。もう一度要求してください',
  ],
  'not-for-you': ['cannot do this: {why}', '許可されていません: {why}'],
  'not-shown-here': ['cannot show this: {why}', '表示できません: {why}'],
  'name-not-ours': [
    'the name by which you call this server is none of {option}',
    'このサーバーを呼んだ名前が {option} にありません',
  ],
  'page-of-others': ['a page of another origin may not ask here', 'ほかのオリジンのページからは要求できません'],
  'ask-over-tls-token': [
    'ask over TLS: a token is not to go over the network in the clear',
    'TLS で要求してください。トークンは平文で送れません',
  ],
  'ask-over-tls': ['ask over TLS', 'TLS で要求してください'],
  'header-missing': [
    'send the header "X-Janus-Request: 1", as no page of another origin can',
    'ヘッダー "X-Janus-Request: 1" を付けてください。ほかのオリジンのページには付けられません',
  ],
  'provider-too-often': [
    'cannot ask the OpenID provider once more: your network has begun too often; wait',
    'OpenID プロバイダーに問い合わせられません。このネットワークからの回数が多すぎます。お待ちください',
  ],
  'provider-refused': [
    'cannot let you in: the OpenID provider refused; ask whoever runs it',
    'ログインできません。OpenID プロバイダーが拒否しました。管理者に尋ねてください',
  ],
  'provider-not-now': [
    'cannot let you in: the OpenID provider has not confirmed who you are; the log of this server says why',
    'ログインできません。OpenID プロバイダーが本人を確認できませんでした。理由はサーバーのログにあります',
  ],
})

/** What refusals are made of. */
const says = { ...operateSays, ...liveSays, ...dnsSays, ...editSays }

export const english = speaker(says, 'en')
const japanese = speaker(says, 'ja')

export function speakerOf(language: LanguageName): Speaker {
  return language === 'ja' ? japanese : english
}
