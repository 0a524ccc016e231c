// Messages about list files, in each language.

import { table } from '../dns/said.ts'

export const { rows: listsSays, say } = table({
  'list-line-unread': [
    'cannot read this line: it needs {wanted} here',
    'この行が読めません: ここには{wanted}が要ります',
  ],
  'list-line-ignored': [
    'correct or delete the line: it lists nothing as it is',
    '消すか直してください。それまでは何も載りません',
  ],
  'wanted-ip4set': ['an address, a prefix or a range', 'アドレス、プレフィックス、範囲のどれか'],
  'wanted-ip4trie': ['an address or a prefix', 'アドレスかプレフィックス'],
  'wanted-ip4tset': ['an address', 'アドレス'],
  'wanted-ip6trie': ['an IPv6 address or prefix', 'IPv6 のアドレスかプレフィックス'],
  'wanted-ip6tset': ['an IPv6 prefix of 64 bits', '64 ビットの IPv6 プレフィックス'],
  'wanted-ip6-exclusion': ['a whole IPv6 address behind "!"', '"!" の後に IPv6 アドレス全体'],
  'wanted-dnset': ['a domain name', 'ドメイン名'],
  'wanted-generic': ['a name, a type of A, TXT or MX, and its data', '名前と、A、TXT、MX のどれかの型と、そのデータ'],
  'wanted-value': ['an address such as 127.0.0.2 between colons', 'コロンの間に 127.0.0.2 のようなアドレス'],
  'wanted-dataset': ['a line $DATASET', '$DATASET の行'],
  'list-host-bits': [
    'cannot list {prefix}: it has bits set after its length',
    '{prefix} は載せられません: 長さより後のビットが立っています',
  ],
  'list-write-network': ['write {network}', '{network} と書いてください'],
  'list-special-unread': ['cannot read this line as {special}', 'この行は {special} として読めません'],
  'list-special-unknown': ['there is no special line "{special}"', '"{special}" という特別な行はありません'],
  'list-specials-are': [
    'write one of $SOA, $NS, $TTL, $TIMESTAMP, $MAXRANGE4, $0 to $9, $=, in combined files $DATASET',
    '$SOA、$NS、$TTL、$TIMESTAMP、$MAXRANGE4、$0 から $9、$=、combined なら $DATASET のどれかを書いてください',
  ],
  'list-special-form': ['write it as {form}', '{form} のように書いてください'],
  'list-range-large': [
    'this line lists {size} addresses, more than the {most} that $MAXRANGE4 allows: it is ignored',
    'アドレスが {size} 個になり、$MAXRANGE4 の {most} を超えるので、この行は無視されます',
  ],
  'list-narrow-range': [
    'list less in one line, or raise $MAXRANGE4',
    '一行の範囲を狭めるか、$MAXRANGE4 を大きくしてください',
  ],
  'list-text-long': [
    'the text has {size} octets: answers hold only the first {most}',
    'テキストが {size} オクテットあり、答えるのは {most} までです',
  ],
  'list-shorten-text': ['shorten it', '短くしてください'],
  'list-unlisted-listed': [
    'this list would list {address}, which no list may: clients take such a list for broken (RFC 5782)',
    'このリストには {address} が載ります。RFC 5782 では、そのようなリストは壊れているとみなされます',
  ],
  'list-exclude-point': ['exclude it: !{address}', '!{address} と書いて外してください'],
  'list-lists-all': [
    'this list would list everything: {listed} addresses',
    'このリストにはすべてが載ります: アドレス {listed} 個',
  ],
  'list-mend-range': ['correct the prefixes that cover most addresses', '大部分を含むプレフィックスを直してください'],
  'list-over-limit': ['the list has more than {most} entries', 'リストの項目が {most} 件を超えています'],
  'list-raise-limit': [
    'raise its "max-entries", or remove entries',
    '"max-entries" を大きくするか、項目を減らしてください',
  ],
  'list-long-as-zone': [
    'a signed list is served as a zone, and this one would have more than {most} records',
    '署名するリストはゾーンとして提供しますが、レコードが {most} 件を超えています',
  ],
  'list-sign-less': [
    'remove entries, write whole octets (10.0.0.0/8, not 10.0.0.0/9), or take the list out of "sign"',
    '項目を減らすか、オクテット単位で書くか (10.0.0.0/9 ではなく 10.0.0.0/8)、"sign" からリストを外してください',
  ],
  'list-from-future': [
    'the file says that it was made at {time}, which lies in the future',
    'ファイルの作成時刻 {time} は未来です',
  ],
  'list-expired': ['the file says that it is good until {time}, which is over', 'ファイルの期限 {time} は過ぎています'],
  'list-renew': ['fetch a newer file', '新しいファイルを取り寄せてください'],
  'list-empty': ['the file lists nothing', 'ファイルには何も載っていません'],
  'list-fill': ['write entries into it, or take it out of the configuration', '項目を書くか、設定から外してください'],
  'list-in-line': ['line {line}', '{line} 行目'],
  'list-in-other-file': ['line {line} of another file', '別のファイルの {line} 行目'],
  'list-stands-twice': ['{where} has this already', 'これはすでに{where}にあります'],
  'list-listed-with': [
    '{where} lists this already, with the same value',
    '{where}で、同じ値のものとしてすでに載っています',
  ],
  'list-excluded-with': ['{where} excludes this already', '{where}ですでに外されています'],
  'list-excludes-nothing': ['this excludes something that is not listed', 'どこにも載っていないものを外しています'],
  'list-take-out': ['delete the line: the answers stay the same', 'この行を消してください。リストの答えは変わりません'],
  'list-packed-broken': ['cannot unpack it: {message}', '展開できません: {message}'],
  'list-packed-large': ['it unpacks to more than {most} octets', '展開すると {most} オクテットを超えます'],
  'list-pack-again': ['make it anew with gzip', 'gzip で作り直してください'],
})
