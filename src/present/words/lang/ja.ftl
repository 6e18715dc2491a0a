### お客様が読む文章（日本語）。です・ます調。

## The question

ces7-question = お問い合わせの解決は、どのくらい簡単でしたか？
ces7-short = どのくらい簡単でしたか？
ces7-low = とても大変だった
ces7-high = とても簡単だった
ces7-wrong = 何が大変でしたか？

ces5-question = お問い合わせの解決は、どのくらい簡単でしたか？
ces5-short = どのくらい簡単でしたか？
ces5-low = とても大変だった
ces5-high = とても簡単だった
ces5-wrong = 何が大変でしたか？

csat5-question = サポートの対応に、どのくらい満足されましたか？
csat5-short = どのくらい満足されましたか？
csat5-low = とても不満
csat5-high = とても満足
csat5-wrong = 何がよくありませんでしたか？

thumbs-question = サポートの対応に満足されましたか？
thumbs-short = 満足されましたか？
thumbs-low = いいえ、よくなかった
thumbs-high = はい、よかった
thumbs-wrong = 何がよくありませんでしたか？

nps11-question = 私たちをご友人や同僚にすすめる可能性はどのくらいありますか？
nps11-short = 私たちをすすめる可能性は？
nps11-low = まったくない
nps11-high = とても高い
nps11-wrong = 何がよくなるとよいですか？

prompt = { $person } さん、{ $question }
point-word = { $point } { $word }
point-named = { $point }：{ $word }
point-of = { $max }段階中の{ $point }
ticket-number = チケット #{ $number }
sees-named = ご回答はチームが確認します
sees-named-ticket = { $ticket } · ご回答はチームが確認します
sees-leads = ご回答はサポートの責任者が確認します
sees-leads-ticket = { $ticket } · ご回答はサポートの責任者が確認します
sees-confidential = ご回答は公開されません。集計だけが表示されます
sees-confidential-ticket = { $ticket } · ご回答は公開されません。集計だけが表示されます
not-solved = まだ解決していません
decline = 今後は質問しないでください

## What takes the question's place

thanked-person = ありがとうございます。{ $person } さんが回答しました。
thanked = ありがとうございます。回答をいただきました。
expired = この質問は締め切りました。ありがとうございました。
declined = 承知しました。今後は質問しません。
cancelled-reopened = このチケットは再開されたため、まだお答えいただくことはありません。
cancelled-not-solved = お知らせありがとうございます。まだ解決していないことをチームに伝えました。
cancelled-deleted = このチケットはなくなったため、お答えいただくことはありません。
cancelled-erased = この質問は取り下げられました。
cancelled-another-open = 別の質問がまだ開いているため、この質問は締め切りました。

## Once more, later

reminder = { $person }さん、上の質問への回答をお待ちしています。お知らせはこれ一度だけです。
again = { $person } さん、{ $question }
again-question = その後、改善しましたか？
again-why = { $question }選んだ点数が最初の回答に置き換わります。この質問は一度だけです。
again-thanks = お知らせいただきありがとうございます。

## Said to one person

saved = 保存しました：{ $score }。
saved-and-asked = { $saved }{ $why }
tell-why = 理由を伝える
change = 変更する
follow = よろしければ、もう一つ。{ $question }
last-counts = 最後に押したものが有効です。
comment-saved = ありがとうございます。保存しました。
comment-saved-cut = ありがとうございます。保存しました。保存できる長さを超えていたため、終わりの部分は切り取られました。
opted-out = 今後は質問しません。{ $command } で元に戻せます。
opted-in = チケットのあとに、また質問することがあります。{ $command } で止められます。
told-team = お知らせありがとうございます。まだ解決していないことをチームに伝えました。
refused-not-asked = この質問はお客様へのものです。何も保存されませんでした。
refused-agent = チームが自分たちを評価することはできません。何も保存されませんでした。
refused-bot = 回答できるのは人だけです。何も保存されませんでした。
refused-off-scale = この質問の選択肢にない値です。何も保存されませんでした。
refused-expired = この質問は締め切られたため、何も保存されませんでした。ありがとうございました。
refused-declined = 質問を希望されていないため、何も保存されませんでした。{ $command } で元に戻せます。
refused-cancelled = この質問は取り消されたため、何も保存されませんでした。
refused-not-open = この質問は受け付けていないため、何も保存されませんでした。
refused-too-late = { $days ->
   *[other] 回答を変更できるのは{ $days }日間です。期間が過ぎたため、元のままです。
}
refused-no-answer = まだ回答がありません。先に選択肢のどれかを押してください。
refused-out-of-order = すでに合わなくなっているため、何も保存されませんでした。
unknown-control = このボタンはもう使えません。何も保存されませんでした。
not-saved = 保存できませんでした。もう一度押してください。
not-saved-form = 保存できませんでした。もう一度送信してください。
not-saved-command = 保存できませんでした。もう一度お試しください。
form-expired = フォームを時間内に開けませんでした。もう一度ボタンを押してください。
help-intro = チケットが閉じられると、どのくらい簡単だったかをお聞きすることがあります。受け取るかどうかは次のコマンドで選べます。
help-stop-asking = 今後はどこでも質問しません
help-ask-me = また質問を受け取ります
help-help = この一覧
not-understood = 理解できませんでした：「{ $text }」
rehearsal = これはプレビューです。何も保存されませんでした。
home-title = 質問の設定
home-asked = サポートのチケットが閉じられると、どのくらい簡単だったかをお聞きすることがあります。ワンタップで終わり、頻繁にはお聞きしません。
home-stop = 質問しないでください
home-stopped = 現在、チケットについての質問はどこでもお送りしていません。
home-ask = また質問してください
for-the-team = これはサポートチームの方向けの操作です。何も変更されませんでした。{ $command } でご利用いただける操作を確認できます。

## The form

send = 送信
reasons-high = それでも大変だったことはありますか？
outcome-high = それでも問題はありましたか？
own-words = ご自由にお書きください
contact = ご連絡してもよろしいですか？
contact-ok = 連絡を受けてもよい
contact-ok-confidential = 連絡を受けてもよい（責任者がこの回答を見ます）
reason-repeat = 同じ説明を繰り返した
reason-passed-around = たらい回しにされた
reason-came-back = 何度も問い合わせた
reason-switched-channel = 別の窓口に移された
reason-slow = 遅かった
reason-not-fixed = 直らなかった
reason-unclear = 回答がわかりにくい

## The page

page-reasons = 大変だったことはありますか？（任意）
page-outcome = 問題はありましたか？（任意）
page-own-words = ご自由にお書きください（任意）
page-ways-out = 回答のかわりに
page-choose = 選択肢を一つ選んでください。まだ何も保存されていません。
page-thanks = ありがとうございました。このページは閉じてかまいません。
page-thanks-cut = ありがとうございました。保存できる長さを超えていたため、終わりの部分は切り取られました。このページは閉じてかまいません。
page-not-solved = お知らせありがとうございます。
page-not-solved-more = まだ解決していないことをチームに伝えました。このページは閉じてかまいません。
page-declined = 今後は質問しません。
page-declined-more = このページは閉じてかまいません。
page-gone = このリンクは使えません。
page-gone-more = リンクは一度だけ、数日のあいだ使えます。このリンクで回答された場合、回答は保存されています。そうでない場合は、リンクを送った担当者にご連絡ください。

## What the list of commands says

command-afterword = チケットがどのくらい簡単だったかをお客様に聞き、回答を見ます
command-stop-asking = チケットについて今後は質問しません
command-ask-me = チケットについてまた質問を受け取ります
command-help = Afterword の説明とコマンドの一覧を表示します
