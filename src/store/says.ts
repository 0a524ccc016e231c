// Messages about generations: why the server does not switch, why it cannot go back, and which change no secondary notices.

import { table } from '../dns/said.ts'
import { speaker } from '../text/findings/wording.ts'

export const { rows: storeSays, say } = table({
  'reload-errors': ['the configuration has errors; nothing was changed', '設定に誤りがあるため、何も変更していません'],
  'reload-canary': [
    'a canary would get a wrong answer; nothing was changed',
    'カナリアの答えが誤りになるため、何も変更していません',
  ],
  'reload-leak': [
    'what a primary, a message or the API has brought would show inside data to everybody; nothing was changed: correct the zone at the primary, take changes back with "janus dynamic drop", or list what may be shown under "allowed-leaks"',
    'プライマリ、更新メッセージか API が入れたものが内部の情報を全員に見せることになるため、何も変更していません。プライマリで直すか、"janus dynamic drop" で変更を取り消すか、見せてよいものを "allowed-leaks" に書いてください',
  ],
  'rollback-leak': [
    'what a primary, a message or the API has brought would show inside data to everybody; the log says which; to roll back all the same, run "janus rollback --force"',
    'プライマリ、更新メッセージか API が入れたものが内部の情報を全員に見せることになります。どれかはログで分かり、"janus rollback --force" ならそれでも戻します',
  ],
  'reload-zone-errors': [
    'a zone has errors; all zones stay as they were',
    'ゾーンに誤りがあるため、すべてのゾーンは前のままです',
  ],
  'reload-fault': [
    'a bug in Janus stopped it; nothing was changed: report it with its line in the log',
    'Janus の不具合のため、何も変更していません。ログの行とともに報告してください',
  ],
  'no-earlier-generation': ['no earlier generation is kept', '前の世代は残っていません'],
  'generation-not-kept': [
    'generation {number} is not kept; "janus generations" lists those that you can go back to',
    '世代 {number} は残っていません。残っている世代は "janus generations" で分かります',
  ],
  'generation-in-service': ['generation {number} is in service', '世代 {number} はいま提供中です'],
  'generation-serves-that': [
    'generation {number} is in service, and serves what generation {content} served',
    '提供中の世代 {number} が、世代 {content} と同じ内容を提供しています',
  ],
  'missed-sealed': [
    '{zone} in view {view} stays as it was: its signatures or its digest hold for the serial {to}, which is not above {from}, so that Janus cannot raise it; raise it above {from} in the source, and sign the zone again there',
    'ビュー {view} の {zone} は、シリアル {to} の署名かダイジェストを持つため、前のまま提供します。シリアルを {from} より上げて、署名し直してください',
  ],
  'missed-primary': [
    '{zone} in view {view} stays as it was: its primary sent the serial {to}, and secondaries with {from} take no version that is not above it; raise the serial at the primary, or take its version with "janus transfers fetch {zone}"',
    'ビュー {view} の {zone} は前のまま提供します。プライマリのシリアルは {to} で、{from} を持つセカンダリはそれを超えるまで何も受け取りません。プライマリで上げるか、"janus transfers fetch {zone}" でその版を取ってください',
  ],
  'missed-same': [
    '{zone} in view {view} has changed, but its serial is still {to}, so that no secondary notices: raise it',
    'ビュー {view} の {zone} は変わりましたが、シリアルが {to} のままです。上げないと、セカンダリが気付きません',
  ],
  'missed-backwards': [
    'the serial of {zone} in view {view} went back from {from} to {to}: secondaries keep the old version until it is above {from}; raise it',
    'ビュー {view} の {zone} のシリアルが {from} から {to} へ戻りました。{from} を超えるまで、セカンダリは今の版のままです',
  ],
})

/** For the log. */
export const english = speaker(storeSays, 'en')
