// Messages about entries that end, in each language.

import { table } from '../../dns/said.ts'

const own = table({
  'no-list': [
    'there is no list "{list}" to which entries can be added: name a list that has "leases" under "lists"',
    '項目に期限のあるリスト「{list}」はありません。「lists」に「leases」のあるものを指定してください',
  ],
  'entry-prefix': [
    'cannot add "{entry}": entries with a lease are single addresses and names; add them one by one',
    '「{entry}」は受け付けられません。期限のある項目は単独のアドレスか名前です。1 つずつ指定してください',
  ],
  'entry-no-address': [
    'cannot add "{entry}": it is not an address; write four numbers from 0 to 255, or eight groups of hexadecimal digits',
    '「{entry}」は受け付けられません。アドレスではありません。0 から 255 の数を 4 つ、または 16 進数の組を 8 つ書いてください',
  ],
  'entry-odd': [
    'cannot add "{entry}": it has a blank or a control character; remove it, or write it as \\032',
    '「{entry}」は受け付けられません。空白か制御文字があります。取り除くか、\\032 のように書いてください',
  ],
  'entry-beyond-ascii': [
    'cannot add "{entry}": DNS takes names in ASCII; write {ascii}',
    '「{entry}」は受け付けられません。DNS では ASCII の文字で問い合わせます。{ascii} と書いてください',
  ],
  'entry-no-name': [
    'cannot add "{entry}": it is neither an address nor a name: {why}',
    '「{entry}」は受け付けられません。アドレスでも名前でもありません: {why}',
  ],
  'entry-wildcard': [
    'cannot add "{entry}": names with "*" belong in a file; add each name by itself',
    '「{entry}」は受け付けられません。「*」のある名前はファイルに書いてください。ここでは名前を 1 つずつ追加してください',
  ],
  'entry-never-listed': [
    'cannot list {entry}: clients think that a list which has it lists everything (RFC 5782 §5)',
    '{entry} は載せられません。これを載せたリストは、すべてを載せているとクライアントに見なされます (RFC 5782 §5)',
  ],
  'entry-family': [
    'cannot list {entry}: the files of {list} hold {formats}; add it to a list of its kind',
    '{entry} は載せられません。{list} のファイルは {formats} です。種類の合うリストに追加してください',
  ],
  'entry-too-long': [
    'cannot list {entry}: with {list} appended the name has more than 255 octets',
    '{entry} は載せられません。{list} を付けると名前が 255 オクテットを超えます',
  ],
  'list-full': [
    'cannot list {entry}: {list} has {limit} entries, and takes no more until some end; raise its "max-entries"',
    '{entry} は載せられません。{list} には {limit} 件あり、期限が来るまで増やせません。「max-entries」を上げてください',
  ],
  'entry-not-kept': [
    'cannot list {entry}: the change cannot be written to disk: {reason}',
    '{entry} は載せられません。変更をディスクに書けません: {reason}',
  ],
  'lease-malformed': [
    'cannot use "{for}" as the time: write a number and a unit, such as 90s, 10m or 1h30m',
    '「{for}」は時間として使えません。90s、10m、1h30m のように数と単位を書いてください',
  ],
  'lease-none': [
    'cannot list an entry for no time: give at least 1s, or remove the entry',
    '時間なしでは載せられません。1s 以上を指定するか、項目を削除してください',
  ],
  'lease-shortened': [
    'it is listed for {granted}, the longest that {list} allows',
    '{list} の上限の {granted} だけ載せました',
  ],
  'code-malformed': [
    'cannot use "{code}" as the code: write an address within 127.0.0.0/8, and not 127.0.0.1',
    '「{code}」はコードとして使えません。127.0.0.0/8 のアドレスで、127.0.0.1 以外を書いてください',
  ],
  'text-too-long': [
    'cannot use the text: it has {octets} octets, and may have 255',
    '{octets} オクテットの文は使えません。255 までです',
  ],
  'entry-not-there': [
    '{entry} is not in {list}, or its lease has ended',
    '{entry} は {list} にないか、期限が切れています',
  ],
  'key-may-not': [
    'the key {key} may not change {list}: name it under "writers" of the list',
    '鍵 {key} は {list} を変えられません。「writers」に書いてください',
  ],
})

export const { rows: liveSays, say } = own
