// The texts around the rules in their catalogue, in each language.

import { table } from '../dns/said.ts'

export const { rows: catalogueSays, say } = table({
  // Groups
  file: ['Reading the file', 'ファイルの読み込み'],
  structure: ['Structure of the zone', 'ゾーンの構造'],
  mail: ['Mail', 'メール'],
  addresses: ['Addresses and reverse zones', 'アドレスと逆引き'],
  records: ['Other records', 'ほかのレコード'],
  views: ['Two views', '二つのビュー'],

  // One rule
  wrong: ['Wrong:', '誤り:'],
  right: ['Right:', '正しい例:'],
  'other-view': ['In the other view:', 'もう一方のビュー:'],
  'other-zone': ['In the zone {zone}:', 'ゾーン {zone}:'],
  'what-to-do': ['What to do:', '直し方:'],
  'counts-for-reading': ['Applies wherever zone files are read.', 'ゾーンファイルを読むときはいつも見ます。'],
  'counts-at-check': [
    'Applies in janus check and zonecheck; when Janus loads zones it is a warning, and Janus serves the zone.',
    'janus check と zonecheck で見ます。ゾーンを読み込むときは警告になり、ゾーンは提供されます。',
  ],
  'counts-at-load': [
    'Applies when Janus loads zones, in janus check and in zonecheck.',
    'ゾーンの読み込み、janus check、zonecheck で見ます。',
  ],
  'counts-if-error': [
    'Applies in janus check and zonecheck; when Janus loads zones, only if you make it an error.',
    'janus check と zonecheck で見ます。読み込みでは、エラーにしたときだけ見ます。',
  ],

  // What --fix does
  'mends-origin': [
    'adds the dot; nothing below such a line is mended before it is',
    '点を補います。そのような行より後は、それが直るまで直しません',
  ],
  'mends-dot': ['adds the dot, where the word lacks nothing else', '足りないのが点だけなら、点を補います'],
  'mends-top-level': [
    'adds the dot, where the name ends with a top-level domain',
    '名前がトップレベルドメインで終わっていれば、点を補います',
  ],
  'mends-forgotten-dot': [
    'adds the dot, where the name ends with its zone twice, or is hardly anything but a name of somebody else: it ends with `com`, has three labels and ends with `net`, `org`, `edu` or `gov`, or lies in a domain that the file names elsewhere with its dot',
    '名前の終わりにゾーンが二度あるか、よその名前としか思われなければ、点を補います。よその名前とは、`com` で終わるもの、三つ以上のラベルがあって `net`、`org`、`edu`、`gov` で終わるもの、同じファイルに点のある形でも出てくるドメインの名前です',
  ],
  'mends-by-deleting': [
    'deletes the line, where it holds nothing else and no record below takes its owner or TTL from it',
    '行にほかのものがなく、後のレコードがその名前も TTL も引き継いでいなければ、行を消します',
  ],
  'mends-ttl': [
    'writes the TTL of the first record, where no record below takes its TTL from the line',
    '後のレコードがその行の TTL を引き継いでいなければ、一つ目のレコードの TTL を書きます',
  ],
  'mends-spf': [
    'writes TXT in place of SPF, where the name has one policy',
    '名前にポリシーが一つだけなら、SPF の代わりに TXT と書きます',
  ],
  'mends-zero': ['writes 0', '0 と書きます'],
  'mends-comment': [
    'makes a comment of a line that begins as comments of other languages do (`#`, `//`, `--` …) and holds no record',
    '行がほかの言語のコメントのように (`#`、`//`、`--` など) 始まり、レコードでなければ、コメントにします',
  ],
  'mends-data': [
    'splits a text of more than 255 octets into several; makes a comment of what stands behind complete data, where it begins as comments of other languages do (`#`, `//`, `--` …), or stands behind an address and is several words, none of them an address, a number with a unit or a type; a word behind a name, or one word alone, may be a second name that somebody wants to be served, and stays an error',
    '255 オクテットを超える文字列をいくつかに分けます。データのあとの余分な文字が、ほかの言語のコメントのように (`#`、`//`、`--` など) 始まるか、アドレスのあとの二語以上で、アドレス、単位付きの数、型のどれでもなければ、コメントにします。名前のあとの語や一語だけのものは、応答してほしい二つ目の名前かもしれないので、エラーのままにします',
  ],
})
