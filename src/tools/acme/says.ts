// What `janus acme` says, in each language.

import { table } from '../../dns/said.ts'
import { configSays } from '../../text/config/says.ts'
import { speaker } from '../../text/findings/wording.ts'

const own = table({
  'acme-no-key': [
    '"tsig" has no key "{key}": {keys}; make one with: janus tsig new {key}',
    '"tsig" に鍵 "{key}" がありません: {keys}。janus tsig new {key} で作れます',
  ],
  'acme-no-file': [
    'the key "{key}" has no usable file: start or reload the server to make {file}, or see what is wrong with: janus tsig list',
    '鍵 "{key}" に使えるファイルがありません。サーバーを起動か再読み込みすると {file} ができます。janus tsig list で確かめられます',
  ],
  'acme-algorithm': [
    '{program} does not know the algorithm {algorithm} of the key "{key}": make a key with one of these: {known}',
    '{program} は鍵 "{key}" の {algorithm} を知りません。使えるのは {known} です',
  ],
  'acme-no-rule': [
    'no rule lets the key "{key}" change anything: add this under "updates", and reload: {rule}',
    '鍵 "{key}" に変更を許す規則がありません。"updates" に加えて再読み込みしてください: {rule}',
  ],
  'acme-not-permitted': [
    'the rules of the key "{key}" do not let {program} change what it needs ({what}) in a zone that has a view of the key and comes from no primary: add this under "updates", and reload: {rule}',
    '鍵 "{key}" の規則は、{program} が変えるもの ({what}) を、鍵のビューの、プライマリから来ないゾーンで許していません。"updates" に加えて再読み込みしてください: {rule}',
  ],
  'acme-not-there': [
    'the rules of the key "{key}" do not permit this in the zone {zone}, but in {zones}',
    '鍵 "{key}" の規則はゾーン {zone} でこれを許していません。許しているのは {zones} です',
  ],
  'acme-no-axfr': [
    '{program} reads the zone by AXFR, and no entry of "transfers" lets the key do that: add this there, and reload: {rule}',
    '{program} はゾーンを AXFR で読みますが、"transfers" に鍵がそれを得る項目がありません。加えて再読み込みしてください: {rule}',
  ],
  'acme-no-port': [
    '{program} can only ask port {port}, and no address under "listen" has this port: add one, and restart the server',
    '{program} はポート {port} にだけ問い合わせますが、"listen" にそのポートのアドレスがありません。加えてサーバーを起動し直してください',
  ],
  'acme-loopback': [
    'note: the server listens only on {address}, so that only programs on this machine can reach it',
    '注意: サーバーは {address} でだけ待ち受けているので、届くのはこのマシンのプログラムだけです',
  ],
  'acme-leases-public': [
    'note: the key "{key}" also changes the view "{view}", which everybody sees: Janus refuses a private address there, and then in all views; limit the rule to inside views with "views"',
    '注意: 鍵 "{key}" は外部に見えるビュー "{view}" も変えます。プライベートアドレスはそこで拒否され、すべてのビューで拒否されます。規則の "views" を内側のビューに限ってください',
  ],
})

export const { say } = own
export const english = speaker({ ...configSays, ...own.rows }, 'en')
