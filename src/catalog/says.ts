// Messages about catalogs, in each language.

import { table } from '../dns/said.ts'
import { speaker } from '../text/findings/wording.ts'

export const { rows: catalogSays, say } = table({
  'version-missing': [
    'the catalog has no version: it needs a TXT record "2" at {name}',
    'バージョンがありません: {name} に TXT レコード "2" が要ります',
  ],
  'version-several': [
    'the catalog has {count} versions at {name}: it needs exactly one',
    '{name} にバージョンが {count} つあります。一つだけにしてください',
  ],
  'version-unknown': [
    'the catalog has the version "{version}" at {name}: Janus knows only "2"',
    '{name} のバージョンは "{version}" ですが、分かるのは "2" だけです',
  ],
  'member-several': [
    '{owner} names {count} zones: it needs exactly one',
    '{owner} がゾーンを {count} つ指しています。一つだけにしてください',
  ],
  'member-twice': [
    'the catalog lists {zone} twice: at {first} and at {second}',
    '{zone} が二度並んでいます: {first} と {second}',
  ],
  'coo-several': [
    '{owner} names {count} catalogs: it needs exactly one',
    '{owner} がカタログを {count} つ指しています。一つだけにしてください',
  ],
  'group-empty': ['{owner} names a group without a name', '{owner} のグループに名前がありません'],
  'removes-many': [
    'the catalog would remove {gone} of {members} zones at once, or begin them again under other labels, and {limit} % is the most: make sure that its list is right, then raise removal-limit of the catalog to {needed} and reload',
    '{members} ゾーンのうち {gone} ゾーンを一度に外すか、別のラベルで始め直そうとしていますが、上限は {limit} % です。リストが正しいことを確かめ、カタログの removal-limit を {needed} に上げて再読み込みしてください',
  ],
  'not-admitted': [
    '"zones" of the catalog does not admit the zone: add its name there',
    'カタログの "zones" が受け入れていません。名前を加えてください',
  ],
  'is-zone': [
    'the configuration gives the view this zone already: remove it there, or from the catalog',
    'このビューには設定によるゾーンがあります。設定かカタログから外してください',
  ],
  'near-zone': [
    'it lies at, above or below {zone}, which is configured here: to admit it, write its exact name under "zones" of the catalog',
    'ここで設定されている {zone} と同じか、上か、下にあります。受け入れるには、カタログの "zones" に正確な名前を書いてください',
  ],
  'near-other': [
    'it lies at, above or below a zone that another view is configured with here: to admit it, write its exact name under "zones" of the catalog',
    '別のビューで設定されているゾーンと同じか、上か、下にあります。受け入れるには、カタログの "zones" に正確な名前を書いてください',
  ],
  'near-catalog': [
    'it lies at or below the name of the catalog {catalog}, where no zone may lie',
    'カタログ {catalog} の名前と同じか下にあり、そこにはゾーンを置けません',
  ],
  'all-may-fetch': ['{secondaries} may fetch it', '{secondaries} が取り寄せられます'],
  'may-not-fetch': [
    '{secondaries} may not fetch it: look at "zones" under "secondaries"',
    '{secondaries} は取り寄せられません。"secondaries" の "zones" を見てください',
  ],
  'has-come': ['it comes from {primary}, with the serial {serial}', '{primary} から来ています。シリアル {serial}'],
  'not-come': ['no version from {primary} is served yet', '{primary} からの版はまだ提供していません'],
  'not-come-for': ['no version from {primary} is served yet: {why}', '{primary} からの版はまだ提供していません: {why}'],
  'has-owner': [
    'it belongs to the catalog {catalog}: remove it from that one, or let that one hand it over (coo)',
    'カタログ {catalog} のものです。そちらから外すか、そちらで引き渡して (coo) ください',
  ],
})

export const english = speaker(catalogSays, 'en')
