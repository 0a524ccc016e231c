// Messages about text that cannot be read as a zone, in each language.

import { table } from '../../dns/said.ts'
import { dnsSays } from '../../dns/says.ts'

const own = table({
  // The line
  'line-comment-mark': [
    'cannot read the line: comments in a zone file begin with ";", not with "{mark}"',
    '行が読めません: ゾーンファイルのコメントは "{mark}" では始まりません',
  ],
  'word-comment-mark': [
    'cannot read "{word}": comments in a zone file begin with ";", not with "{mark}"',
    '"{word}" が読めません: ゾーンファイルのコメントは "{mark}" では始まりません',
  ],
  'line-like-comment': [
    'cannot read the line: there is no type "{word}", and the line looks like a comment',
    '行が読めません: "{word}" という型はありません。コメントのように見えます',
  ],
  'line-conflict': [
    'cannot read the line: "{mark}" marks a merge conflict',
    '行が読めません: "{mark}" は二つの版の衝突のしるしです',
  ],
  'keep-one-version': ['keep one of the two versions, and delete the marks', '一方の版を残し、しるしを消してください'],
  'line-dos-end': [
    'cannot read the line: it is the end-of-file mark of DOS',
    '行が読めません: DOS のファイルの終わりのしるしです',
  ],
  'delete-line': ['delete the line', '行を消してください'],
  'line-template': [
    'cannot read the line: "{word}" belongs to a template',
    '行が読めません: "{word}" はテンプレートのものです',
  ],
  'check-made-file': ['check the file that the template makes', 'テンプレートから作られたファイルを調べてください'],
  'line-no-break-space': [
    'cannot read the line: "{word}" has a no-break space in it',
    '行が読めません: "{word}" に改行しない空白があります',
  ],
  'write-plain-blank': ['write a plain blank in its place', 'ただの空白にしてください'],
  'line-address-first': [
    'cannot read the line: it begins with "{address}", where a name has to stand',
    '行が読めません: 名前のはずのところに "{address}" があります',
  ],
  'write-name-first': ['write the name first: {name} A {address}', '名前を先に書いてください: {name} A {address}'],

  // The data of a record by itself
  'rdata-one-line': ['it has a line break in it', '改行があります'],
  'rdata-relative': [
    'a name in "{rdata}" has no final dot: write names in full',
    '"{rdata}" の名前の最後に点がありません: 名前を最後まで書いてください',
  ],
  'rdata-cut-off': [
    'cannot read all of "{rdata}": put texts with blanks or semicolons in quotes',
    '"{rdata}" を最後まで読めません: 空白やセミコロンのある文は引用符で囲んでください',
  ],

  // The beginning of a record
  'record-empty': ['cannot read the record: it is empty', 'レコードが空です'],
  'record-type-missing': [
    'cannot read the record: it has no type before "{address}"',
    'レコードが読めません: "{address}" の前に型がありません',
  ],
  'record-owner-only': [
    'cannot read the record: nothing follows the owner "{owner}"',
    'レコードが読めません: 名前 "{owner}" のあとに何もありません',
  ],
  'record-without-type': [
    'cannot read the record: it ends without a type after "{word}"',
    'レコードが読めません: "{word}" のあとに型がないまま終わっています',
  ],
  'record-too-many-words': [
    'cannot read the record: it has more than {most} words',
    'レコードが読めません: 語が {most} 個より多くあります',
  ],
  'complete-record': [
    'write the type and the data after it, as in A 192.0.2.1, or delete the line',
    'A 192.0.2.1 のように型とデータを後ろに書くか、行を消してください',
  ],
  'write-address': ['write A {address}', 'A {address} と書いてください'],
  'ttl-twice': [
    'cannot read type "{word}": the record has its TTL already',
    '型 "{word}" が読めません: TTL はもう書いてあります',
  ],
  'class-twice': [
    'cannot read type "{word}": the record has its class already',
    '型 "{word}" が読めません: クラスはもう書いてあります',
  ],
  'delete-one': [
    'delete one of the two, and write the type there if it is missing',
    'どちらか一つを消し、型がなければそこに書いてください',
  ],
  'word-in-quotes': ['cannot read {label} "{word}": it stands in quotes', '{label} "{word}" が引用符で囲まれています'],
  'write-word': ['write {word}', '{word} と書いてください'],
  'type-unknown': ['unknown type "{word}"', '"{word}" という型はありません'],
  'type-of-powerdns': [
    'cannot add a record of type {type}: DNS has no such type; it exists only in PowerDNS',
    '型 {type} のレコードは置けません: DNS の型ではなく、PowerDNS だけのものです',
  ],
  'type-of-provider': [
    'cannot add a record of type {type}: DNS has no such type; it exists only at some providers',
    '型 {type} のレコードは置けません: DNS の型ではなく、事業者だけのものです',
  ],
  'type-of-windows': [
    'cannot add a record of type {type}: DNS has no such type; it exists only in Windows DNS',
    '型 {type} のレコードは置けません: DNS の型ではなく、Windows DNS だけのものです',
  ],
  'write-addresses': [
    'write the addresses that it stands for as A and AAAA; below the apex you can write a CNAME',
    'それが指すアドレスを A と AAAA で書いてください。頂点より下なら CNAME でもかまいません',
  ],
  'let-web-redirect': [
    'set up a web server that redirects, and name it here',
    'Web サーバーに転送させ、そのサーバーをここに書いてください',
  ],
  'leave-wins-out': [
    'leave the line out: nobody else looks names up in WINS',
    '行を消してください: WINS で名前を引くものはほかにありません',
  ],
  'directive-first-column': ['write the directive in the first column', '指示は行の先頭から書いてください'],
  guess: ['did you mean {guess}?', '{guess} のことですか?'],
  'remove-blanks': [
    'remove the blanks before it: an owner begins in the first column',
    '前の空白を取ってください: 名前は行の先頭から書きます',
  ],
  'write-ascii': [
    'write it in ASCII: it has a character that only looks like a letter or a blank',
    'ASCII で書いてください: 英字や空白に似ているだけの文字があります',
  ],
  'owner-unreadable': ['cannot read owner "{owner}": {why}', '名前 "{owner}" が読めません: {why}'],
  'no-owner-before': [
    'cannot take over the owner: no record stands before this one',
    '名前を引き継げません: この前にレコードがありません',
  ],
  'write-owner': [
    'write the owner in the first column; @ is the origin',
    '名前を行の先頭から書いてください。@ はオリジンです',
  ],
  'class-not-in': [
    'cannot add a record of class {class}: the zone is of class IN',
    'クラス {class} のレコードは置けません: ゾーンのクラスは IN です',
  ],
  'write-in': ['write IN, or leave the class out', 'IN と書くか、クラスを省いてください'],
  'type-in-messages': [
    'cannot add a record of type {type}: it exists only in messages',
    '型 {type} のレコードは置けません: 問い合わせと応答の中だけの型です',
  ],
  'ttl-unreadable': ['cannot read TTL "{ttl}": {need}', 'TTL "{ttl}" が読めません: {need}'],
  'need-ttl': [
    'seconds up to {most} or numbers with units as in 1h30m are needed',
    '{most} までの秒数か、1h30m のような単位付きの数を書いてください',
  ],
  'no-ttl-given': [
    'the record has no TTL: neither it nor a record before it nor $TTL gives one',
    'TTL が決まりません: このレコードにも、前のレコードにも、$TTL にもありません',
  ],
  'add-ttl-line': [
    'add a line "$TTL {ttl}" at the top of the file',
    'ファイルの初めに "$TTL {ttl}" の行を加えてください',
  ],
  'minimum-serves': [
    'no TTL is given: records without one get {ttl}, the minimum of the SOA',
    'TTL がどこにもありません: TTL のないレコードには SOA の最後の数 {ttl} が使われます',
  ],

  // Parentheses and quotes
  'quotes-open': [
    'cannot read the text: its quotes are not closed on this line',
    '文字列が読めません: 引用符がこの行で閉じていません',
  ],
  'close-quotes': [
    'close them; a text over several lines is several texts, each in quotes, in one pair of parentheses',
    '閉じてください。何行にもわたる文字列は、行ごとに引用符で囲み、全体を一組の括弧に入れます',
  ],
  'parenthesis-open': [
    'cannot find the end of the record: its parenthesis is not closed',
    'レコードの終わりがわかりません: 括弧が閉じていません',
  ],
  'close-parenthesis': ['write ) after the last word of the record', 'レコードの最後の語のあとに ) を書いてください'],
  'parenthesis-not-open': [
    'cannot close a parenthesis: none is open',
    '括弧を閉じられません: 開いている括弧がありません',
  ],
  'remove-parenthesis': [
    'remove the ), or write ( after the type of the record',
    ') を消すか、レコードの型のあとに ( を書いてください',
  ],

  // Directives
  'directive-short': ['cannot read {directive}: a word is missing', '{directive} が読めません: 語が足りません'],
  'directive-long': [
    'cannot read {directive}: nothing may follow "{word}"',
    '{directive} が読めません: "{word}" のあとには何も書けません',
  ],
  'write-as-in': ['write as in {usage}', '{usage} のように書いてください'],
  'directive-unknown': ['unknown directive "{name}"', '"{name}" という指示はありません'],
  'directives-are': [
    'there are {names}; a name that begins with $ is written \\$',
    'あるのは {names} です。$ で始まる名前は \\$ と書きます',
  ],
  'hole-unreadable': [
    'cannot read "{text}": an offset, a width up to {most} and a base are needed',
    '"{text}" が読めません: ずらす数、{most} までの桁数、基数を書いてください',
  ],
  'write-hole': [
    'write as in {hole}: offset, width, one of d o x X n N',
    '{hole} のように、ずらす数、桁数、d o x X n N の一つを書いてください',
  ],
  'range-unreadable': ['cannot read range "{range}": {why}', '範囲 "{range}" が読めません: {why}'],
  'need-range': [
    'start-stop or start-stop/step is needed, as in 1-100',
    '1-100 のように、始め-終わり または 始め-終わり/間隔 を書いてください',
  ],
  'number-too-large': ['it may be at most {most}', '{most} までです'],
  'range-backwards': ['it ends before it starts', '終わりが始めより前です'],
  'range-without-step': ['a step of 0 never ends', '間隔が 0 では終わりません'],
  'range-too-long': [
    'it makes {count} records, and may make {most}',
    '{count} 件のレコードになります。{most} 件までです',
  ],
  'zone-generates-too-many': [
    'the zone generates more than {most} records',
    'ゾーン全体で {most} 件より多く作ることになります',
  ],
  'made-too-much': [
    '$GENERATE and files included again make more than {most} octets of text',
    '$GENERATE と繰り返し取り込むファイルから {most} オクテットより多いテキストができます',
  ],
  'negative-number': [
    'cannot generate from "{text}": a negative number can be written in base d only',
    '"{text}" から作れません: 負の数は d (10 進) でしか書けません',
  ],
  'generate-incomplete': [
    'cannot generate records: type and rdata are missing',
    'レコードを作れません: 型とデータがありません',
  ],
  'generate-several-words': [
    'cannot generate records: rdata "{rdata}" has to be one word',
    'レコードを作れません: データ "{rdata}" は一語で書きます',
  ],
  'put-in-quotes': ['put it in quotes: "{text}"', '引用符で囲んでください: "{text}"'],
  'generated-unreadable': ['cannot read the generated record', '作られたレコードが読めません'],
  'generated-at': ['{message} (at {value})', '{message} (番号 {value} で)'],
  'name-unreadable': ['cannot read name "{name}": {why}', '名前 "{name}" が読めません: {why}'],
  'hide-no-type': [
    'cannot hide "{type}": there is no such type of record',
    '"{type}" は隠せません: そういう型はありません',
  ],
  'origin-unreadable': ['cannot read origin "{name}": {why}', 'オリジン "{name}" が読めません: {why}'],
  'origin-without-dot': [
    'the origin "{written}" has no dot at its end: it becomes "{completed}"',
    'オリジン "{written}" の末尾に点がなく、"{completed}" になっています',
  ],
  'put-dot': ['put the missing dot at its end', '末尾に、忘れた点を書いてください'],
  'star-beside-views': [
    'cannot use "*" beside other views: it stands for all views',
    '"*" はほかのビューと並べられません: すべてのビューを表します',
  ],
  'write-view-star': ['write $VIEW *', '$VIEW * と書いてください'],
  'view-unknown': ['cannot use the view "{view}": there is no such view', 'ビュー "{view}" はありません'],
  'views-are': ['the views are: {views}', 'ビューは {views} です'],

  // Files
  'file-name-unreadable': ['cannot read file name "{name}"', 'ファイル名 "{name}" が読めません'],
  'includes-itself': [
    'cannot include "{file}": it includes itself through {files}',
    '"{file}" は取り込めません: 自分自身を取り込んでいます: {files}',
  ],
  'delete-include': ['delete one $INCLUDE of this loop', 'この輪の中の $INCLUDE を一つ消してください'],
  'include-of-text': [
    'cannot include "{file}": this text is read without other files',
    '"{file}" は取り込めません: このテキストは他のファイルなしで読まれます',
  ],
  'include-refused': ['cannot include "{file}": {why}', '"{file}" は取り込めません: {why}'],
  'move-file': [
    'move the file into the folder of the zone file, and write its path relative to the file that includes it',
    'ファイルをゾーンファイルのフォルダーに移し、取り込む側のファイルから見た相対パスで書いてください',
  ],
  'absolute-path': ['an absolute path', '絶対パスです'],
  'outside-folder': ['it lies outside the folder of the zone file', 'ゾーンファイルのフォルダーの外にあります'],
  'includes-too-deep': ['files include one another {depth} deep', '取り込みが {depth} 段も重なっています'],
  'includes-too-many': ['the zone includes more than {most} files', '取り込むファイルが {most} 個を超えました'],
  'zone-text-too-large': [
    'the zone has more than {most} octets of text',
    'ゾーンのテキストが {most} オクテットを超えました',
  ],
  'include-in-part': [
    'cannot include a file where only a part of another one is read',
    '別のファイルの一部だけを読むところでは、ファイルを取り込めません',
  ],
  'no-records': [
    'cannot read a zone from "{file}": it has no records',
    '"{file}" からゾーンを読めません: レコードがありません',
  ],
  'file-unreadable': ['cannot read "{file}": {why}', '"{file}" が読めません: {why}'],
  'link-out-of-folder': ['it is a link that leads out of its folder', 'フォルダーの外を指すリンクです'],
  'put-file-itself': [
    'put the file itself there, or name "{target}" in the configuration',
    'ファイルそのものをそこに置くか、設定に "{target}" と書いてください',
  ],
  'too-many-problems': [
    'there are more than {most} problems: the rest of the file was not read',
    '問題が {most} 件を超えました: この先は読んでいません',
  ],
  'file-is-folder': ['it is a folder', 'フォルダーです'],
  'file-is-fifo': ['it is a FIFO', 'FIFO です'],
  'file-is-socket': ['it is a socket', 'ソケットです'],
  'file-is-device': ['it is a device', 'デバイスです'],
  'file-too-large': ['it has {size} octets, and may have {most}', '{size} オクテットあります。{most} までです'],
  'pipe-too-large': ['it has more than {most} octets', '{most} オクテットより長くなっています'],
  'file-restless': ['it changes while Janus reads it', '読んでいる間に変わります'],
  'write-beside': [
    'write a new file beside it and rename that, so that nobody reads half a file',
    '隣に新しいファイルを書いて名前を変えてください。半分だけ読まれることがなくなります',
  ],
  'file-missing': ['no such file', 'ファイルがありません'],
  'path-through-file': ['a part of the path is not a folder', 'パスの途中がフォルダーではありません'],
  'permission-denied': ['permission denied', '権限がありません'],
  'links-in-circle': ['its symbolic links form a loop', 'シンボリックリンクが輪になっています'],
  'path-too-long': ['the path is too long', 'パスが長すぎます'],
  'too-many-open-files': ['too many open files', '開いているファイルが多すぎます'],
  'read-only': ['the file system is read-only', 'ファイルシステムは読み取り専用です'],
  'no-space': ['no space is left', '空き容量がありません'],
  'system-error': ['{code}', '{code}'],
  'allow-folder-mode': [
    'let the user {user} enter the folder {folder}, which is {mode}',
    'ユーザー {user} がフォルダー {folder} ({mode}) に入れるようにしてください',
  ],
  'allow-folder': [
    'let the user {user} enter the folder {folder}',
    'ユーザー {user} がフォルダー {folder} に入れるようにしてください',
  ],
  'allow-file-mode': [
    'let the user {user} read {file}, which is {mode}',
    'ユーザー {user} が {file} ({mode}) を読めるようにしてください',
  ],
  'allow-file': ['let the user {user} read {file}', 'ユーザー {user} が {file} を読めるようにしてください'],
  'has-nul': ['it is not text: it holds a NUL octet', 'テキストではありません。NUL があります'],
  'is-utf16': ['it is UTF-16 text', 'UTF-16 のテキストです'],
  'save-as-utf8': ['save it as UTF-8', 'UTF-8 で保存してください'],

  // Other formats
  'other-format': [
    'cannot read the file: it is {what}, and no zone file',
    'ファイルが読めません: {what}で、ゾーンファイルではありません',
  ],
  'is-program': ['a program', 'プログラム'],
  'is-html': ['HTML or XML', 'HTML か XML'],
  'is-rtf': ['a text of a word processor', 'ワープロの文書'],
  'is-patch': ['a patch', 'パッチ'],
  'is-markdown': ['a page of Markdown', 'Markdown の文書'],
  'is-json': ['JSON', 'JSON'],
  'is-ldif': ['a directory entry, as Active Directory exports it', 'Active Directory が書き出すディレクトリの項目'],
  'is-powershell': ['a table of PowerShell', 'PowerShell の表'],
  'is-sql': ['SQL', 'SQL'],
  'is-host-output': ['the output of the command host', 'host コマンドの出力'],
  'is-nsupdate': ['a script for nsupdate', 'nsupdate に渡す指示'],
  'is-tinydns': ['data of tinydns', 'tinydns のデータ'],
  'is-dnsmasq': ['a configuration of dnsmasq', 'dnsmasq の設定'],
  'is-unbound': ['a configuration of Unbound or NSD', 'Unbound か NSD の設定'],
  'is-janus': ['a configuration of Janus', 'Janus の設定'],
  'is-yaml': ['YAML', 'YAML'],
  'is-bind': ['a configuration of BIND', 'BIND の設定'],
  'is-terraform': ['a file of Terraform', 'Terraform のファイル'],
  'is-braces': ['a configuration with blocks in braces', '波括弧で囲んだ設定'],
  'is-csv': ['a table with commas', 'コンマ区切りの表'],
  'is-hosts': ['a list of hosts, as in /etc/hosts', '/etc/hosts のようなホストの一覧'],
  'give-zone-file': ['give a zone file', 'ゾーンファイルを指定してください'],
  'save-as-text': ['save it as plain text', 'ただのテキストとして保存してください'],
  'apply-patch': [
    'apply it to the zone file, and check that',
    'ゾーンファイルに当ててから、そのファイルを調べてください',
  ],
  'give-inside': ['give what stands between its marks alone', '囲みのしるしの間だけを指定してください'],
  'export-with-dnscmd': [
    'write the zone with dnscmd /ZoneExport, or transfer it with dig AXFR',
    'ゾーンを dnscmd /ZoneExport で書き出すか、dig AXFR で転送してください',
  ],
  'export-with-powershell': [
    'write the zone with Export-DnsServerZone',
    'ゾーンを Export-DnsServerZone で書き出してください',
  ],
  'print-with-dig': ['dig AXFR prints zones as zone files have them', 'dig AXFR ならゾーンファイルの形で出力します'],
  'check-changed-file': ['check the zone file that it changes', 'それが変えるゾーンファイルを調べてください'],
  'transfer-from-tinydns': [
    'transfer the zone from tinydns with dig AXFR, through axfrdns',
    'axfrdns を通して、dig AXFR で tinydns からゾーンを転送してください',
  ],
  'give-zonefile-of-unbound': [
    'give a zone file: the one that zonefile: names',
    'zonefile: に書かれたゾーンファイルを指定してください',
  ],
  'check-with-janus': ['check it with janus check --config', '"janus check --config" で調べてください'],
  'give-file-of-bind': [
    'give a zone file: the one that file names in it',
    'その中の file に書かれたゾーンファイルを指定してください',
  ],
  'write-hosts-as-records': [
    'write the name first, then A or AAAA, then the address: www A 192.0.2.80',
    '名前、A か AAAA、アドレスの順に書いてください: www A 192.0.2.80',
  ],
})

export const { say } = own

/** These messages with those of names and rdata, which may stand inside them. */
export const zonefileSays = { ...dnsSays, ...own.rows }
