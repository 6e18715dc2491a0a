### スコアカードの文。日本語。です・ます調。

## Instruments

glance-ces = 簡単さ
glance-csat = 満足度
glance-thumbs = 満足したか
glance-nps = すすめるか
label-ces7 = 手間
label-ces5 = 手間（1～5）
label-ces-agree = 手間（同意、1～5）
label-csat5 = 満足度
label-thumbs = 良い・悪い
label-nps11 = 対応後NPS
said-ces = { $n ->
   *[other] 簡単だったと回答
}
said-csat = { $n ->
   *[other] 満足と回答
}
said-thumbs = { $n ->
   *[other] よかったと回答
}
said-nps = { $n ->
   *[other] すすめたいと回答
}
tick-no = いいえ
tick-yes = はい
score-of = { $max }点中{ $value }点
score-up = よかった
score-down = よくなかった
rise-ces = 問い合わせの解決が、お客さまにとって明らかに簡単になりました。
fall-ces = 問い合わせの解決が、お客さまにとって明らかに大変になりました。
rise-csat = お客さまの満足度が明らかに上がりました。
fall-csat = お客さまの満足度が明らかに下がりました。
rise-thumbs = よかったと答えたお客さまが明らかに増えました。
fall-thumbs = よかったと答えたお客さまが明らかに減りました。
rise-nps = 私たちをすすめたいお客さまが明らかに増えました。
fall-nps = 私たちをすすめたいお客さまが明らかに減りました。
made-ces7 = CES 2.0 · { $max }点中{ $counted }点の回答の割合
made-ces5 = CES（5段階） · { $max }点中{ $counted }点の回答の割合
made-csat5 = CSAT · { $max }点中{ $counted }点の回答の割合
made-thumbs = 良い・悪い · よかったという回答の割合
made-nps11 = 対応後NPS · { $counted }点の割合から{ $low }点の割合を引いた値
asked-ours = 質問 v{ $version }
asked-own = 独自の文言
asked-own-since = { $date }からの独自の文言

## One question's week

no-answers = 回答はありません。
only-few = { $n ->
   *[other] 回答は{ $n }件だけです。少なすぎるため結果は出しません。
}
few-people = { $n ->
   *[other] 回答は{ $n }件ですが、{ $floor }人未満からのものです。少なすぎるため結果は出しません。
}
promoters = { $n ->
   *[other] 推奨者{ $n }人
}
passives = { $n ->
   *[other] 中立者{ $n }人
}
detractors = { $n ->
   *[other] 批判者{ $n }人
}
counts-net = { $groups }。NPSを出すには少なすぎます。
counts-share = { $whole }件中{ $part }件が{ $said }。割合を出すには少なすぎます。
share-now = { $share }が{ $said }（{ $whole }件中{ $part }件）。
share-likely = この件数では、本当の値はおそらく{ $range }です。
share-up = { $weeks ->
   *[other] { $share }が{ $said }（{ $whole }件中{ $part }件）。直近{ $weeks }週間の{ $before }から上がりました。
}
share-down = { $weeks ->
   *[other] { $share }が{ $said }（{ $whole }件中{ $part }件）。直近{ $weeks }週間の{ $before }から下がりました。
}
net-now = NPSは{ $score }（{ $groups }。おそらく{ $range }）。
net-up = { $weeks ->
   *[other] 直近{ $weeks }週間の{ $before }から上がりました。
}
net-down = { $weeks ->
   *[other] 直近{ $weeks }週間の{ $before }から下がりました。
}
real-rise = 偶然ではなく実際の上昇で、幅は{ $size }です。
real-drop = 偶然ではなく実際の低下で、幅は{ $size }です。
size-between = { $far ->
   *[other] { $near }～{ $far }ポイントのどこか
}
size-about = { $n ->
   *[other] 約{ $n }ポイント
}
size-up-to = { $n ->
   *[other] 最大{ $n }ポイント
}
steady = { $weeks ->
   *[other] 安定：直近{ $weeks }週間との差は{ $margin }ポイント以内です。
}
no-clear-change = { $weeks ->
   *[other] 直近{ $weeks }週間（{ $before }）からはっきりした変化はありません。
}
cannot-tell = まだ判断できません（{ $whole }件中{ $part }件）。この回答は、{ $fits }までのどれにも当てはまります。
cannot-tell-net = { $weeks ->
   *[other] まだ判断できません。直近{ $weeks }週間の{ $before }に対し、この回答は、{ $fits }までのどれにも当てはまります。
}
fits-both = { $worse ->
   *[other] { $worse }ポイントの低下から{ $better }ポイントの上昇
}
fits-better = { $n ->
   *[other] 変化なしから{ $n }ポイントの上昇
}
fits-worse = { $n ->
   *[other] { $n }ポイントの低下から変化なし
}
share-price = { $change }ポイントの変化を見分けるには、週に約{ $needed }件の回答が必要です。
net-price = { $change }ポイントの動きを見分けるには、それぞれの期間に約{ $needed }件の回答が必要です。
changed-on = 質問が{ $date }に変わりました。前後の点数は比べられないため、矢印はありません。
first-week = 最初の週なので、まだ比べる相手がありません。
too-few-before = それまでの週の回答が少なすぎて比べられません。
all-the-same = { $n }件すべてが同じ点数でした：{ $score }。

## The week in a few words

verdict-up = 明らかに上昇
verdict-down = 明らかに低下
verdict-steady = 安定
verdict-no-clear-change = 明らかな変化なし
verdict-cannot-tell = まだ判断できません
week-too-few = 回答が少なすぎて、どんな週だったかは言えません。
week-few = 回答はありますが、週を判断するには足りません。
nothing-closed-week = 今週はクローズしたチケットがありません。
nothing-closed-yet = 今週はまだクローズしたチケットがありません。
nobody-asked = 今週はだれにも質問しませんでした。
nobody-asked-yet = 今週はまだだれにも質問していません。
nobody-answered = 今週は回答がありませんでした。
nobody-answered-yet = 今週はまだ回答がありません。
week-changed = 質問が変わったため、今週はまだ比べる相手がありません。
week-first = 回答のある最初の週です。これからは比べられます。
week-nothing-before = 今週はまだ比べる相手がありません。
week-steady = 安定した週です。
week-no-clear-change = それまでの週からはっきりした変化はありません。
week-cannot-tell = 回答が少なすぎて、変化があったかどうかは言えません。

## Numbers in one line

answers = { $n ->
   *[other] { $n }件の回答
}
people = { $n ->
   *[other] { $n }人
}
share-of = { $n }件の{ $share }、おそらく{ $range }
net-of = NPS { $score }（{ $n }件）、おそらく{ $range }
net-range = { $from }から{ $to }
answers-from = { $people }から{ $answers }
mean-of = 平均 { $max }点中{ $mean }点、おそらく{ $range }
before-share = { $weeks ->
   *[other] 直近{ $weeks }週間：{ $n }件の{ $share }
}
before-net = { $weeks ->
   *[other] 直近{ $weeks }週間：{ $score }（{ $n }件）
}
change-of = 変化 { $change }、おそらく{ $from }から{ $to }ポイント

## The card

title = { $team }、{ $dates }
the-team = チーム
week-number = 第{ $week }週
provisional = 暫定：週はまだ終わっていません
late = 遅れて投稿
lead = { $label }：
how-hint = 計算のしかたは、点数の分布とすべての件数とともに、詳細にあります。
nothing-closed = クローズも質問もありませんでした。
funnel = { $closed ->
   *[other] クローズしたチケット{ $closed }件：質問{ $asked }件、届いた{ $delivered }件、回答{ $answered }件。
}
not-asked = 質問しなかった{ $n }件：{ $list }。
not-reached = 届けられなかった{ $n }件：{ $list }。
counted = { $what }（{ $n }）
response-few = { $whole ->
   *[other] 質問した{ $whole }人のうち{ $part }人が回答しました。
}
response-few-week = { $whole ->
   *[other] { $dates }に質問した{ $whole }人のうち{ $part }人が回答しました。
}
response = { $whole ->
   *[other] 質問した{ $whole }人のうち{ $part }人が回答しました（{ $share }、おそらく{ $range }）。
}
response-week = { $whole ->
   *[other] { $dates }に質問した{ $whole }人のうち{ $part }人が回答しました（{ $share }、おそらく{ $range }）。
}
heard-less = 回答が少なめ：「{ $name }」のチケット（クローズしたチケットの{ $tickets }、回答のあったチケットの{ $answers }）。
heard-more = 回答が多め：「{ $name }」のチケット（クローズしたチケットの{ $tickets }、回答のあったチケットの{ $answers }）。
heard-wait-less = 回答が少なめ：{ $wait ->
    [hour] 1時間以内に
    [day] 1時間を超え1日以内に
   *[longer] 1日を超えて
}クローズしたチケット（クローズしたチケットの{ $tickets }、回答のあったチケットの{ $answers }）。
heard-wait-more = 回答が多め：{ $wait ->
    [hour] 1時間以内に
    [day] 1時間を超え1日以内に
   *[longer] 1日を超えて
}クローズしたチケット（クローズしたチケットの{ $tickets }、回答のあったチケットの{ $answers }）。
came-from = 今週の回答は{ $people }からのものです。
coverage = カバー率：クローズしたチケットの{ $share }について質問しました。
customers-named = お客さまが挙げた理由：{ $list }。
cases-few = 低い点数：{ $floor }人未満のため、ここでは件数を出しません。
cases = { $new ->
   *[other] 低い点数：新しい対応{ $new }件、着手{ $answered }件、挽回{ $recovered }件、現在対応中{ $open }件。
}
cases-waited = { $new ->
   *[other] 低い点数：新しい対応{ $new }件、着手{ $answered }件（着手までの中央値{ $waited }）、挽回{ $recovered }件、現在対応中{ $open }件。
}
minutes = { $minutes }分
hours = { $hours }時間{ $minutes }分
credit-moved = 担当の訂正：{ $n }件。
credit-moved-list = 担当の訂正：{ $n }件（{ $list }）。
credit-ticket = チケット { $ticket }
credit-from-to = { $ticket }：{ $from }から{ $to }へ
credit-from-to-why = { $ticket }：{ $from }から{ $to }へ（{ $why }）
credit-more = ほか{ $n }件
credit-nobody = 担当なし
credit-somebody = だれか
missed = { $channels ->
   *[other] このスコアカードは{ $channels }個のチャンネルに投稿されませんでした。予定の時刻にAfterwordが動いていなかったためです。管理者は投稿させることができます：{ $command }
}

## Agents, segments, phrases

one-agent = 担当のわかる回答はすべて一人のチケットについてのものなので、だれも比べません。
agent-above = { $name }さんは明らかにチームより上です（{ $n }件の{ $share }、チームは{ $team }）。
nobody-apart = 明らかにチームより上または下の人はいません。
by-touchpoint = 接点別の{ $label }：{ $list }。
by-segment = セグメント別の{ $label }：{ $list }。
by-tag = タグ別の{ $label }：{ $list }。
segment-few = { $name } { $n }件中{ $part }件
segment = { $name } { $n }件の{ $share }、おそらく{ $range }
segment-above = { $name } { $n }件の{ $share }、おそらく{ $range }、ほかより明らかに上
segment-below = { $name } { $n }件の{ $share }、おそらく{ $range }、ほかより明らかに下
unnamed = 名前なし
phrase = { $lows ->
   *[other] 「{ $words }」は、不満のコメント{ $lows }件のうち{ $low }件、満足のコメント{ $highs }件のうち{ $high }件に出てきました。
}

## The details

details = 詳細：{ $title }
closed-heading = 今週クローズしたチケット
how-heading = 計算のしかた
ledger-none = ありません。
ledger = 全部で{ $n }件：{ $list }。
ledger-item = { $state } { $n }件
spread = { $label }、{ $answers }の分布。{ $list }
spread-point = { $point }：{ $shown }
crept-above = { $label }：週ごとの値が少しずつ、以前の水準より上がっています。
crept-below = { $label }：週ごとの値が少しずつ、以前の水準より下がっています。
out-above = { $label }：今週は、このチームのこれまでの週が収まる帯より上です。
out-below = { $label }：今週は、このチームのこれまでの週が収まる帯より下です。
quote-gave = { $score }のお客さま：
state-planned = これから質問
state-held = 待機中
state-delivered = 質問済み、回答待ち
state-answered = 回答あり
state-declined = 今後の質問を希望せず
state-expired = 期限までに回答なし
state-skipped = 質問せず
state-undeliverable = 届けられず
state-cancelled = 取り下げ
skip-already-asked = 質問済み
skip-no-customer = お客さまの記載なし
skip-customer-is-agent = お客さまがチームの一員
skip-customer-is-bot = 相手がプログラム
skip-opted-out = 質問を希望せず
skip-cooldown = 最近質問した
skip-sampled-out = 抽選外
skip-too-old = クローズから時間がたちすぎ
skip-not-resolved = 解決せずにクローズ
skip-no-human-reply = 返信せずにクローズ
skip-team-paused = 質問を休止中
skip-agent-declined = 質問せずにクローズ
unreached-no-place = チャットのアカウントが不明
unreached-dm-closed = ダイレクトメッセージを受け付けていない
unreached-user-gone = アカウントがない
unreached-channel-gone = 会話がない
unreached-not-allowed = 書き込みが許されていない
unreached-too-late = 期限までに送れなかった
unreached-refused = プラットフォームに断られた
another-reason = ほかの理由

## How it was worked out

work-share = { $label }、割合：{ $whole }件の回答のうち{ $part }件が{ $counted }点で、{ $share }。おそらくの範囲{ $range }：ウィルソンの範囲（{ $level }）。
work-thumbs = { $label }、割合：{ $whole }件の回答のうち{ $part }件が「よかった」で、{ $share }。おそらくの範囲{ $range }：ウィルソンの範囲（{ $level }）。
work-net = { $label }：{ $whole }件の回答のうち{ $part }件が{ $counted }点（推奨者）、{ $detractors }件が{ $low }点（批判者）。割合の差の百倍が{ $score }。おそらくの範囲{ $range }：調整ワルド（{ $level }）。チケットのあとに聞いたもので、年に一度の調査のNPSではなく、それと比べるものでもありません。
work-mean = { $label }、平均：{ $mean }。おそらくの範囲{ $range }：尺度の両端に回答を1件ずつ加え、スチューデントのtを使います（プラス2、私たち独自の方法）。
work-repeats = { $label }、繰り返し回答したお客さま：{ $n }件の回答は{ $people }人からのものです。同じ人の回答は似るため、範囲の計算では独立した{ $worth }件分として扱います（人による分散）。
work-change = { $weeks ->
   *[other] { $label }、変化：今週{ $now }、直近{ $weeks }週間{ $before }（{ $whole }件中{ $part }件）。差はおそらく{ $from }から{ $to }ポイントの間：square-and-add（Newcombe 1998、方法10）。
}
work-change-net = { $weeks ->
   *[other] { $label }、変化：今週{ $now }、直近{ $weeks }週間{ $before }（{ $n }件）。差はおそらく{ $from }から{ $to }ポイントの間：square-and-add（Newcombe 1998、方法10）。
}
work-clear = 範囲が0を含まない変化を「明らか」、範囲が0から{ $margin }ポイント以内に収まるものを「安定」と呼びます。20週に1週ほどは、偶然だけで明らかに見えます。
work-floors = 回答が{ $few }件未満：点数なし。{ $percent }件未満：件数だけで、割合も比較もなし。それまでの週が{ $baseline }件未満：比較なし。
work-agents = 担当者：明らかに上と言うのは、回答が{ $few }件以上あり、チームのほかの人とのN-1カイ二乗検定が、見た担当者全員についてのホルムの補正のあとでもそう示すときだけです。順位は付けません。
work-asked = 回答した人：{ $dates }に質問した人のうち。回答期限が過ぎた最も新しい週です。おそらくの範囲：ウィルソンの範囲（{ $level }）。
work-heard = 回答の偏り：{ $dates }にクローズしたチケットを、チャネル、接点、セグメント、タグ、クローズまでの時間（1時間以内、1日以内、それより長い）ごとにほかのすべてと比べます。回答に占める割合がチケットに占める割合の半分未満または2倍超のもので、チケットと全体の回答がそれぞれ{ $few }件以上あり、すべての比較に対するホルムの補正後もN-1カイ二乗検定で差があるものだけを挙げます。
work-counts = 回答は、最初に届いた週に、最後の値で数えます。チケットは、クローズした週に数えます。
work-week = 週は{ $from }から{ $to }まで（{ $zone }）。
work-rules = すべての規則の式、出典、計算例：「How we count」docs/counting.md（英語）。

## Promises

promise-own = 今週の約束
promise-earlier = 以前の約束
promise-told = { $lead }（{ $dates }）：{ $fate }。
promise-told-by = { $lead }（{ $dates }、{ $name }）：{ $fate }。
promise-stands = { $lead }：{ $fate }。
promise-open = { $lead }：どうなりましたか？
fate-kept = 守れました
fate-not-kept = 守れませんでした
fate-still = 続けています
fate-unsaid = どうなったかはまだ報告されていません
mark-kept = 守れた
mark-not-kept = 守れなかった
mark-still = 続けている
promise-button = 今週の約束をする
promise-made = { $team }の{ $dates }の約束：
promise-cut = { $most }文字を超えていたため、途中で切りました。
promise-replaced = 前の約束に代わるものです。前の約束も残してあります。
promise-last = 前回の約束：{ $fate }。
promise-unclear = 前の約束がどうなったか読み取れませんでした。一つだけ選んでください。
promise-next = 次のスコアカードに、どうなったかとともに載ります。いつでも報告できます：
promise-noted = { $dates }の約束を記録しました：{ $fate }。次のスコアカードに載ります。
promise-noted-late = { $dates }の約束を記録しました：{ $fate }。投稿済みのものはそのままで、次のスコアカードに載ります。
promise-nothing = 何も書かれず、何も選ばれなかったため、何も変更されませんでした。
promise-not-allowed = 約束はチームの方向けの操作です。何も変更されませんでした。
promise-not-of-the-team = { $team }の約束は、そのチームの方向けの操作です。何も変更されませんでした。
promise-which-team = 複数のチームに入っています（{ $teams }）。対象のチームのチャンネルで入力するか、そのスコアカードの下のボタンを押してください。何も変更されませんでした。
promise-none-yet = { $team }は今週まだ何も約束していません：/afterword promise <もっとよくすること>
promise-this-week = 今週
promise-before = 前回
promise-ask-this = 今週の約束はどうなりましたか？
promise-ask-before = 前回の約束はどうなりましたか？
nothing-changed = 何も変更されませんでした。
promise-form-title = 今週の約束
promise-form-fate = 前回の約束はどうなりましたか？
promise-form-text = 今週は何をもっとよくしますか？
promise-form-submit = 約束する

## The picture

chart-team = チームのスコアカード
chart-not-over = 週はまだ終わっていません。
chart-closed = クローズ
chart-asked = 質問
chart-delivered = 届いた
chart-answered = 回答
chart-no-answers = 回答なし
chart-nothing = 今週は表示するものがありません
chart-only = { $n ->
   *[other] 回答{ $n }件のみ
}
chart-few-people = 人数が少なすぎます
chart-few = 結果を出すには少なすぎます
chart-part = { $n }件中{ $part }件
chart-few-net = NPSを出すには少なすぎます
chart-few-share = 割合を出すには少なすぎます
chart-part-answers = { $n }件中{ $part }件の回答
chart-likely = おそらく{ $range }
chart-before = { $weeks ->
   *[other] 直近{ $weeks }週間 { $score }
}
chart-changed = 質問が変わった
alt-start = スコアカード：{ $title }。
alt-spread = 分布：{ $list }。
alt-weeks = 週：{ $list }。
alt-week = { $day } { $score }
alt-changed = { $days }の週に質問が変わりました。
alt-and-of = { $before }と{ $next }
funnel-short = クローズ{ $closed }件、質問{ $asked }件、届いた{ $delivered }件、回答{ $answered }件。

## The page

page-spread = 点数の分布
page-closed = クローズしたチケット
page-stands = それぞれのチケットの状況
page-all = 全部
page-not-asked = 質問しなかった理由
page-not-reached = 届けられなかった理由
page-named = お客さまが挙げた理由
page-ticked = 選ばれた理由
page-words = お客さまの言葉
page-gave = { $score }

## Why a number moved, and what else must be known

mix-more = 「{ $name }」のチケットが増えたこと
mix-fewer = 「{ $name }」のチケットが減ったこと
mix-larger = チケットのうち「{ $name }」の割合が大きくなったこと
mix-smaller = チケットのうち「{ $name }」の割合が小さくなったこと
mix-fall-whole = { $n ->
   *[other] 低下のすべて（{ $n }ポイント）は、{ $why }によるもので、対応が悪くなったためではありません。
}
mix-fall-most = { $n ->
   *[other] 低下の大部分（{ $n }ポイント中{ $part }ポイント）は、{ $why }によるもので、対応が悪くなったためではありません。
}
mix-fall-half = { $n ->
   *[other] 低下のおよそ半分（{ $n }ポイント中{ $part }ポイント）は、{ $why }によるもので、対応が悪くなったためではありません。
}
mix-rise-whole = { $n ->
   *[other] 上昇のすべて（{ $n }ポイント）は、{ $why }によるもので、対応がよくなったためではありません。
}
mix-rise-most = { $n ->
   *[other] 上昇の大部分（{ $n }ポイント中{ $part }ポイント）は、{ $why }によるもので、対応がよくなったためではありません。
}
mix-rise-half = { $n ->
   *[other] 上昇のおよそ半分（{ $n }ポイント中{ $part }ポイント）は、{ $why }によるもので、対応がよくなったためではありません。
}
down = 今週は{ $length }、Afterwordが動いていませんでした（{ $when }）。その間のクローズは含まれていないか、質問が遅れた可能性があります。
down-minutes = { $n ->
   *[other] { $n }分
}
down-hours = { $n ->
   *[other] { $n }時間
}
down-between = { $from }から{ $to }まで
down-since-start = 週の初めから{ $to }まで
down-until-end = { $from }から週の終わりまで
down-throughout = 週の初めから終わりまで
down-more = { $n ->
   *[other] ほか{ $n }回
}
contrary = { $label }：英語のコメント{ $whole }件のうち{ $part }件が点数と反対のことを言っています。尺度を逆に読んでいるお客様がいるかもしれません。
asked-others = 取り込み（別のツールの文言）

## Before and after a day

compare-title = { $day }の前と後：{ $team }
compare-left-out = { $dates }の週は対象外です。終わった週だけを、前後それぞれ最大{ $most }週まで比べます（{ $zone }の時刻）。
compare-too-small = { $n ->
   *[other] 回答は非公開のため、5人未満の回答しかない{ $n }週は対象外です。
}
compare-not-why = 同じ時期にほかのことも変わったかもしれません。二つの期間を比べてわかるのは、何かが動いたことで、その理由ではありません。
compare-changed = 質問が{ $date }に変わりました。前後の回答は比べられないため、比較しません。
compare-first = 最初の回答は{ $date }です。それより前に比べる相手がありません。
compare-none-yet = まだ回答はありません。
compare-none-after = その後の週に回答がないため、比べられません。
compare-hidden-both = 前後とも、回答のある週がすべて対象外のため、比べられません。
compare-hidden-before = 前の期間は、回答のある週がすべて対象外のため、比べられません。
compare-hidden-after = 後の期間は、回答のある週がすべて対象外のため、比べられません。
compare-after = { $weeks ->
   *[other] 後の{ $weeks }週間
}
compare-before = { $weeks ->
   *[other] 前の{ $weeks }週間
}
compare-few = { $n ->
   *[other] 回答は{ $after }が{ $n }件、{ $before }が{ $n-before }件です。少なすぎるため結果は出しません。
}
compare-counts = { $after }は{ $n }件中{ $part }件が{ $said }、{ $before }は{ $n-before }件中{ $part-before }件が{ $said-before }。割合を出すには少なすぎます。
compare-counts-net = { $after }は{ $groups }。{ $before }は{ $groups-before }。NPSを出すには少なすぎます。
compare-share = { $after }は{ $n }件の{ $share }（おそらく{ $range }）が{ $said }、{ $before }は{ $n-before }件の{ $share-before }（おそらく{ $range-before }）。
compare-net = { $after }のNPSは{ $score }（{ $n }件、おそらく{ $range }）、{ $before }は{ $score-before }（{ $n-before }件、おそらく{ $range-before }）。
compare-rise = 偶然ではなく明らかな上昇で、幅は{ $size }です。
compare-fall = 偶然ではなく明らかな低下で、幅は{ $size }です。
compare-steady = 安定：差は{ $margin }ポイント以内です。
compare-no-clear-change = はっきりした変化はありません。この回答は、{ $fits }までのどれにも当てはまります。
compare-cannot-tell = まだ判断できません。この回答は、{ $fits }までのどれにも当てはまります。
compare-enough = 同じ期間で{ $change }ポイントの変化を見分けるには、週に約{ $n }件の回答が必要です。
compare-until = （{ $date }まで使われていた文言での比較です。）
compare-future = { $day }はまだ来ていません。過去の日を指定してください。
compare-not-yet = { $day }の週のあと、まだ丸一週間がたっていません。{ $from }から比べられます。
compare-before-first = { $team }への最初の回答は{ $first }なので、{ $day }より前に比べる相手がありません。もっと後の週を指定してください。
compare-no-answers = { $team }にはまだ回答がないため、比べられません。
compare-no-date = 「{ $asked }」は日付ではありません。{ $example }のように書いてください：{ $command }
compare-not-allowed = 前後の比較はチームの方向けの操作です。

## Replies about scorecards

nameless = チーム
team-unknown = 「{ $asked }」というチームはありません。
team-unknown-known = 「{ $asked }」というチームはありません。あるチーム：{ $teams }。
week-unknown = 「{ $asked }」は週ではありません。{ $example }のように書いてください。
week-confidential = { $team }への回答は非公開のため、週の数値はスコアカードの投稿後、または週の終わりから1週間後に表示します。それより前の週を指定してください。
post-posting = { $channels ->
   *[other] { $team }の{ $dates }のスコアカードを{ $channels }個のチャンネルに投稿します。投稿が遅れたことも書かれます。
}
post-waiting = { $channels ->
   *[other] { $channels }個のチャンネルには、まもなく自動で投稿されます。
}
post-posted = { $channels ->
   *[other] { $channels }個のチャンネルには投稿済みで、二度は投稿しません。
}
post-not-over = { $dates }の週はまだ終わっていません。スコアカードは予定の時刻に自動で投稿されます。
post-no-channel = { $team }にはスコアカード用のチャンネルがありません。チャンネルは設定の channels に書きます。
post-not-allowed = スコアカードを投稿できるのはチームの管理者です。何も投稿されませんでした。
elsewhere = このスコアカードは{ $channel }に投稿できませんでした。チャンネルがアーカイブされたか、なくなったか、Afterwordが外されたためです。代わりにこちらへお届けします。もう一度招待するか、設定で別のチャンネルを指定してください。
possible-repeat = （重複の可能性あり）前に投稿しようとしたときは応答がなく、届いたかどうかをこのチャンネルで確かめる権限もありません。
