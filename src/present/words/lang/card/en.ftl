### What a scorecard says, in English: in the channel, in its details, in its picture and on its page; and what is said beside
### it: promises, before and after a day, replies about scorecards. No team can replace these: a card claims no change that
### its range does not support, in whatever words. Keys and variables are the same in every language. Numbers in words of their own (`{ $share }`, `{ $range }`) come as the language writes them.

## Instruments

# In the picture. At most 22 characters.
glance-ces = How easy?
# At most 22 characters.
glance-csat = How satisfied?
# At most 22 characters.
glance-thumbs = Satisfied?
# At most 22 characters.
glance-nps = Recommend us?
# In front of a result. At most 34 characters.
label-ces7 = Effort
# At most 34 characters.
label-ces5 = Effort (1-5)
# At most 34 characters.
label-ces-agree = Effort (agree, 1-5)
# At most 34 characters.
label-csat5 = Satisfaction
# At most 34 characters.
label-thumbs = Thumbs
# At most 34 characters.
label-nps11 = Transactional NPS
# After a share or a count: 86 % … At most 34 characters.
said-ces = { $n ->
   *[other] said it was easy
}
# At most 34 characters.
said-csat = { $n ->
   *[other] were satisfied
}
# At most 34 characters.
said-thumbs = { $n ->
   *[other] gave a thumbs up
}
# At most 34 characters.
said-nps = { $n ->
   *[other] would recommend us
}
# Under a column. At most 10 characters.
tick-no = No
# At most 10 characters.
tick-yes = Yes
score-of = { $value } of { $max }
score-up = thumbs up
score-down = thumbs down
rise-ces = Getting help became clearly easier for customers.
fall-ces = Getting help became clearly harder for customers.
rise-csat = Customers were clearly more satisfied.
fall-csat = Customers were clearly less satisfied.
rise-thumbs = Clearly more customers were satisfied.
fall-thumbs = Clearly fewer customers were satisfied.
rise-nps = Customers became clearly more likely to recommend us.
fall-nps = Customers became clearly less likely to recommend us.
# How the number is made, for the footer.
made-ces7 = CES 2.0 · share answering { $counted } of { $max }
made-ces5 = CES on five points · share answering { $counted } of { $max }
made-csat5 = CSAT · share answering { $counted } of { $max }
made-thumbs = Thumbs · share of thumbs up
made-nps11 = Transactional NPS · share answering { $counted } less share answering { $low }
asked-ours = question v{ $version }
asked-own = your own words
asked-own-since = your own words, since { $date }

## One question's week

no-answers = No answers.
only-few = { $n ->
    [one] Only { $n } answer: too few to report.
   *[other] Only { $n } answers: too few to report.
}
few-people = { $n ->
   *[other] { $n } answers, of fewer than { $floor } people: too few to report.
}
promoters = { $n ->
    [one] { $n } promoter
   *[other] { $n } promoters
}
passives = { $n ->
    [one] { $n } passive
   *[other] { $n } passives
}
detractors = { $n ->
    [one] { $n } detractor
   *[other] { $n } detractors
}
# The three above, in a row.
counts-net = { $groups }. Too few for a net score.
counts-share = { $part } of { $whole } { $said }. Too few for a percentage.
share-now = { $share } { $said } ({ $part } of { $whole }).
share-likely = With this many answers, the true figure is likely { $range }.
share-up = { $weeks ->
    [one] { $share } { $said } ({ $part } of { $whole }), up from { $before } over the last week.
   *[other] { $share } { $said } ({ $part } of { $whole }), up from { $before } over the last { $weeks } weeks.
}
share-down = { $weeks ->
    [one] { $share } { $said } ({ $part } of { $whole }), down from { $before } over the last week.
   *[other] { $share } { $said } ({ $part } of { $whole }), down from { $before } over the last { $weeks } weeks.
}
net-now = NPS { $score } ({ $groups }; likely { $range }).
net-up = { $weeks ->
    [one] Up from { $before } over the last week.
   *[other] Up from { $before } over the last { $weeks } weeks.
}
net-down = { $weeks ->
    [one] Down from { $before } over the last week.
   *[other] Down from { $before } over the last { $weeks } weeks.
}
# Only of a change whose range leaves out zero.
real-rise = That is a real rise of { $size }, not luck.
# Only of a change whose range leaves out zero.
real-drop = That is a real drop of { $size }, not luck.
# The size of a real rise or drop.
size-between = { $far ->
   *[other] somewhere between { $near } and { $far } points
}
size-about = { $n ->
    [one] about { $n } point
   *[other] about { $n } points
}
size-up-to = { $n ->
    [one] up to { $n } point
   *[other] up to { $n } points
}
steady = { $weeks ->
    [one] Steady: within { $margin } points of the last week.
   *[other] Steady: within { $margin } points of the last { $weeks } weeks.
}
no-clear-change = { $weeks ->
    [one] No clear change from the last week ({ $before }).
   *[other] No clear change from the last { $weeks } weeks ({ $before }).
}
cannot-tell = Can't tell yet ({ $part } of { $whole }): the answers fit anything from { $fits }.
cannot-tell-net = { $weeks ->
    [one] Can't tell yet: after { $before } over the last week, the answers fit anything from { $fits }.
   *[other] Can't tell yet: after { $before } over the last { $weeks } weeks, the answers fit anything from { $fits }.
}
# What the answers fit.
fits-both = { $worse ->
    [one] { $worse } point worse to { $better } better
   *[other] { $worse } points worse to { $better } better
}
fits-better = { $n ->
    [one] no change to { $n } point better
   *[other] no change to { $n } points better
}
fits-worse = { $n ->
    [one] { $n } point worse to no change
   *[other] { $n } points worse to no change
}
share-price = About { $needed } answers a week would be enough to see a { $change }-point change.
net-price = Pinning down a { $change }-point move takes about { $needed } answers in each period.
changed-on = The question changed on { $date }. Scores before and after are not comparable, so there is no arrow.
first-week = This is the first week, so there is nothing to compare it with yet.
too-few-before = There were too few answers in the weeks before to compare it with.
all-the-same = All { $n } gave the same score: { $score }.

## The week in a few words

# At most 22 characters.
verdict-up = Clearly up
# At most 22 characters.
verdict-down = Clearly down
# At most 22 characters.
verdict-steady = Steady
# At most 22 characters.
verdict-no-clear-change = No clear change
# At most 22 characters.
verdict-cannot-tell = Can't tell yet
week-too-few = Too few answers to say how the week went.
week-few = A few answers, not enough to judge the week by.
nothing-closed-week = No tickets were closed this week.
nothing-closed-yet = No tickets have been closed this week so far.
nobody-asked = Nobody was asked this week.
nobody-asked-yet = Nobody has been asked this week so far.
nobody-answered = Nobody answered this week.
nobody-answered-yet = Nobody has answered this week so far.
week-changed = The question changed, so there is nothing to compare this week with yet.
week-first = The first week with answers: from here on there is something to compare with.
week-nothing-before = Nothing yet to compare this week with.
week-steady = A steady week.
week-no-clear-change = No clear change from the weeks before.
week-cannot-tell = Too few answers to tell whether anything changed.

## Numbers in one line

answers = { $n ->
    [one] { $n } answer
   *[other] { $n } answers
}
people = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
share-of = { $share } of { $n }, likely { $range }
net-of = NPS { $score } from { $n }, likely { $range }
net-range = { $from } to { $to }
# 50 answers from 18 people.
answers-from = { $answers } from { $people }
mean-of = mean { $mean } of { $max }, likely { $range }
before-share = { $weeks ->
    [one] the last week: { $share } of { $n }
   *[other] the last { $weeks } weeks: { $share } of { $n }
}
before-net = { $weeks ->
    [one] the last week: { $score } from { $n }
   *[other] the last { $weeks } weeks: { $score } from { $n }
}
change-of = change { $change }, likely { $from } to { $to } points

## The card

# At most 60 characters.
title = { $team }, { $dates }
the-team = The team
week-number = Week { $week }
provisional = provisional: the week is not over
late = posted late
# In front of an instrument's sentence.
lead = { $label }:
how-hint = How was this worked out? The details say, with the spread of scores and every count.
nothing-closed = Nothing was closed and nobody was asked.
funnel = { $closed ->
    [one] { $closed } ticket closed: { $asked } asked about, { $delivered } delivered, { $answered } answered.
   *[other] { $closed } tickets closed: { $asked } asked about, { $delivered } delivered, { $answered } answered.
}
not-asked = Not asked { $n }: { $list }.
not-reached = Could not be reached { $n }: { $list }.
# One of a list: a reason and how often.
counted = { $what } ({ $n })
response-few = { $whole ->
    [one] { $part } of { $whole } person asked answered.
   *[other] { $part } of { $whole } people asked answered.
}
response-few-week = { $whole ->
    [one] { $part } of { $whole } person asked { $dates } answered.
   *[other] { $part } of { $whole } people asked { $dates } answered.
}
response = { $whole ->
   *[other] { $part } of { $whole } people asked answered ({ $share }, likely { $range }).
}
response-week = { $whole ->
   *[other] { $part } of { $whole } people asked { $dates } answered ({ $share }, likely { $range }).
}
heard-less = Under-represented: { $name } tickets ({ $tickets } of the tickets closed, { $answers } of those answered).
heard-more = Over-represented: { $name } tickets ({ $tickets } of the tickets closed, { $answers } of those answered).
heard-wait-less = Under-represented: tickets closed { $wait ->
    [hour] within an hour
    [day] within a day, but not within an hour
   *[longer] after more than a day
} ({ $tickets } of the tickets closed, { $answers } of those answered).
heard-wait-more = Over-represented: tickets closed { $wait ->
    [hour] within an hour
    [day] within a day, but not within an hour
   *[longer] after more than a day
} ({ $tickets } of the tickets closed, { $answers } of those answered).
came-from = This week's answers came from { $people }.
coverage = Coverage: { $share } of the tickets closed were asked about.
customers-named = What customers named: { $list }.
cases-few = Low scores: fewer than { $floor } people's, so their cases are not counted here.
cases = { $new ->
    [one] Low scores: { $new } new case, { $answered } answered; { $recovered } recovered; { $open } open now.
   *[other] Low scores: { $new } new cases, { $answered } answered; { $recovered } recovered; { $open } open now.
}
cases-waited = { $new ->
    [one] Low scores: { $new } new case, { $answered } answered after a median of { $waited }; { $recovered } recovered; { $open } open now.
   *[other] Low scores: { $new } new cases, { $answered } answered after a median of { $waited }; { $recovered } recovered; { $open } open now.
}
minutes = { $minutes } min
hours = { $hours } h { $minutes } min
credit-moved = Credit moved: { $n }.
credit-moved-list = Credit moved: { $n } ({ $list }).
credit-ticket = ticket { $ticket }
credit-from-to = { $ticket } from { $from } to { $to }
credit-from-to-why = { $ticket } from { $from } to { $to }: { $why }
credit-more = and { $n } more
credit-nobody = nobody
credit-somebody = somebody
missed = { $channels ->
    [one] This scorecard was missed in { $channels } channel: Afterword was not running when it was due. A manager can have it posted: { $command }
   *[other] This scorecard was missed in { $channels } channels: Afterword was not running when it was due. A manager can have it posted: { $command }
}

## Agents, segments, phrases

one-agent = All credited answers are about one agent's tickets, so nobody is compared.
# Only of somebody whose flag holds after the correction for all agents.
agent-above = { $name } is clearly above the team ({ $share } of { $n }; team { $team }).
nobody-apart = Nobody is clearly above or below the team.
by-touchpoint = { $label } by touchpoint: { $list }.
by-segment = { $label } by segment: { $list }.
by-tag = { $label } by tag: { $list }.
segment-few = { $name } { $part } of { $n }
segment = { $name } { $share } of { $n }, likely { $range }
segment-above = { $name } { $share } of { $n }, likely { $range }, clearly above the rest
segment-below = { $name } { $share } of { $n }, likely { $range }, clearly below the rest
unnamed = unnamed
phrase = { $lows ->
   *[other] "{ $words }" came up in { $low } of { $lows } unhappy comments and { $high } of { $highs } happy ones.
}

## The details

details = Details: { $title }
closed-heading = Tickets closed this week
how-heading = How was this worked out?
ledger-none = None.
ledger = { $n } in all: { $list }.
# One of a list: how many are in which state.
ledger-item = { $n } { $state }
spread = { $label }, spread of { $answers }. { $list }
# A point of a scale and how many chose it.
spread-point = { $point }: { $shown }
crept-above = { $label }: the weeks have crept above where they used to be.
crept-below = { $label }: the weeks have crept below where they used to be.
out-above = { $label }: this week is above the band in which this team's earlier weeks lie.
out-below = { $label }: this week is below the band in which this team's earlier weeks lie.
quote-gave = A customer who gave { $score }:
state-planned = still to be asked
state-held = waiting
state-delivered = asked, no answer yet
state-answered = answered
state-declined = wants no more questions
state-expired = no answer in time
state-skipped = not asked
state-undeliverable = could not be reached
state-cancelled = called off
skip-already-asked = already asked
skip-no-customer = no customer named
skip-customer-is-agent = customer on the team
skip-customer-is-bot = customer is a program
skip-opted-out = wants no questions
skip-cooldown = asked recently
skip-sampled-out = not drawn
skip-too-old = closed too long ago
skip-not-resolved = closed without a solution
skip-no-human-reply = closed unanswered
skip-team-paused = asking paused
skip-agent-declined = closed without asking
unreached-no-place = no chat account is known
unreached-dm-closed = direct messages are closed
unreached-user-gone = the account is gone
unreached-channel-gone = the conversation is gone
unreached-not-allowed = we may not write there
unreached-too-late = nothing worked in time
unreached-refused = the platform refused the message
another-reason = another reason

## How it was worked out

work-share = { $label }, share: { $part } of { $whole } answers were { $counted }, which is { $share }. Likely range { $range }: Wilson's score range at { $level }.
work-thumbs = { $label }, share: { $part } of { $whole } answers were thumbs up, which is { $share }. Likely range { $range }: Wilson's score range at { $level }.
work-net = { $label }: { $part } of { $whole } answers were { $counted } (promoters) and { $detractors } were { $low } (detractors); the difference of their shares, times a hundred, is { $score }. Likely range { $range }: adjusted Wald at { $level }. Asked after a ticket it is not the NPS of a yearly survey, and not to be compared with one.
work-mean = { $label }, mean: { $mean }. Likely range { $range }: one answer added at each end of the scale, then Student's t (plus-two, our own construction).
work-repeats = { $label }, repeat customers: { $n } answers came from { $people } people. One person's answers go together, so for the ranges they are worth { $worth } independent ones (variance between people).
work-change = { $weeks ->
    [one] { $label }, change: { $now } now, { $before } over the last week ({ $part } of { $whole }). The difference is likely between { $from } and { $to } points: square-and-add (Newcombe 1998, method 10).
   *[other] { $label }, change: { $now } now, { $before } over the last { $weeks } weeks ({ $part } of { $whole }). The difference is likely between { $from } and { $to } points: square-and-add (Newcombe 1998, method 10).
}
work-change-net = { $weeks ->
    [one] { $label }, change: { $now } now, { $before } over the last week ({ $n } answers). The difference is likely between { $from } and { $to } points: square-and-add (Newcombe 1998, method 10).
   *[other] { $label }, change: { $now } now, { $before } over the last { $weeks } weeks ({ $n } answers). The difference is likely between { $from } and { $to } points: square-and-add (Newcombe 1998, method 10).
}
work-clear = A change is called clear if its range leaves out 0, and steady if the range stays within { $margin } points of 0. About one week in twenty looks clear by luck alone.
work-floors = Fewer than { $few } answers: no score. Fewer than { $percent }: counts only, no percentage and no comparison. Fewer than { $baseline } in the weeks before: no comparison.
work-agents = Agents: somebody is called clearly above only from { $few } answers on, if the N-1 chi-square test against the rest of the team still says so after Holm's correction for all agents looked at. Nobody is ranked.
work-asked = Who answered: of the people asked { $dates }, the newest week whose time to answer is over. Likely range: Wilson's score range at { $level }.
work-heard = Represented: of the tickets closed { $dates }, those of each channel, touchpoint, segment, tag and time open (an hour, a day, longer) beside all the others. Named is a kind whose part of the answers is less than half or more than twice its part of the tickets, from { $few } tickets and as many answers in all on, if the N-1 chi-square test still says so after Holm's correction for all that were looked at.
work-counts = An answer counts in the week it first arrived, with its last value. A ticket counts in the week it was closed.
work-week = The week runs from { $from } until { $to } ({ $zone }).
work-rules = Every rule with its formula, source and a worked example: "How we count", docs/counting.md.

## Promises

promise-own = The week's promise
promise-earlier = An earlier promise
promise-told = { $lead } ({ $dates }): { $fate }.
promise-told-by = { $lead } ({ $dates }, by { $name }): { $fate }.
promise-stands = { $lead }: { $fate }.
promise-open = { $lead }: what became of it?
fate-kept = kept
fate-not-kept = not kept
fate-still = still at it
fate-unsaid = what became of it was not said
# A button. At most 75 characters.
mark-kept = Kept
# A button. At most 75 characters.
mark-not-kept = Not kept
# A button. At most 75 characters.
mark-still = Still at it
# A button. At most 75 characters.
promise-button = Promise for this week
promise-made = The promise of { $team } for { $dates } is:
promise-cut = It was longer than { $most } characters and was cut.
promise-replaced = It takes the place of the one before, which is kept.
promise-last = Last time's promise: { $fate }.
promise-unclear = What became of the promise before could not be read: choose exactly one.
promise-next = The next scorecard says it, with what became of it. Say so any time:
promise-noted = Noted for { $dates }: { $fate }. The next scorecard says it.
promise-noted-late = Noted for { $dates }: { $fate }. What was posted stays as it is; the next scorecard says it.
promise-nothing = Nothing was written and nothing was chosen, so nothing changed.
promise-not-allowed = Promises are for the people of a team. Nothing changed.
promise-not-of-the-team = Promises of { $team } are for the people of that team. Nothing changed.
promise-which-team = You are of several teams ({ $teams }). Type it in a channel of the team you mean, or press the button below its scorecard. Nothing changed.
promise-none-yet = { $team } has promised nothing for this week yet: /afterword promise <what you will do better>
# In front of a promise, like promise-own.
promise-this-week = This week
promise-before = Before
promise-ask-this = What became of this week's?
promise-ask-before = What became of that one?
nothing-changed = Nothing changed.
# A form's title. At most 24 characters.
promise-form-title = Promise for this week
# In a form. At most 45 characters.
promise-form-fate = What became of the last promise?
# In a form. At most 45 characters.
promise-form-text = What will you do better this week?
# A form's button. At most 24 characters.
promise-form-submit = Promise

## The picture

chart-team = Team scorecard
chart-not-over = The week is not over.
# Beside a number, a quarter of the picture wide. At most 16 characters.
chart-closed = closed
# At most 16 characters.
chart-asked = asked
# At most 16 characters.
chart-delivered = delivered
# At most 16 characters.
chart-answered = answered
# At most 20 characters.
chart-no-answers = No answers
# At most 36 characters.
chart-nothing = Nothing to show this week
# At most 20 characters.
chart-only = { $n ->
    [one] Only { $n } answer
   *[other] Only { $n } answers
}
# At most 36 characters.
chart-few-people = Of too few people to report
# At most 36 characters.
chart-few = Too few to report
chart-part = { $part } of { $n }
# At most 36 characters.
chart-few-net = Too few for a net score
# At most 36 characters.
chart-few-share = Too few for a percentage
# At most 24 characters.
chart-part-answers = { $part } of { $n } answers
# At most 14 characters.
chart-likely = likely { $range }
# Beside the mark of the weeks before. At most 22 characters.
chart-before = { $weeks ->
    [one] last week { $score }
   *[other] last { $weeks } weeks { $score }
}
# At most 24 characters.
chart-changed = question changed
alt-start = Scorecard: { $title }.
alt-spread = Spread: { $list }.
alt-weeks = Weeks: { $list }.
alt-week = { $day } { $score }
alt-changed = The question changed in the week of { $days }.
# Two days in a row of them.
alt-and-of = { $before } and of { $next }
funnel-short = { $closed } closed, { $asked } asked about, { $delivered } delivered, { $answered } answered.

## The page

page-spread = Spread of scores
page-closed = Tickets closed
page-stands = Where each close stands
page-all = In all
page-not-asked = Not asked, by reason
page-not-reached = Could not be reached, by reason
page-named = What customers named
page-ticked = Reasons ticked
page-words = In customers' words
page-gave = gave { $score }

## Why a number moved, and what else must be known

# One of four: of which tickets there were more or fewer.
mix-more = more { $name } tickets came in
mix-fewer = fewer { $name } tickets came in
mix-larger = a larger part of the tickets was { $name }
mix-smaller = a smaller part of the tickets was { $name }
# Only of a clear fall; $why is one of those four.
mix-fall-whole = { $n ->
    [one] The whole fall ({ $n } point) is because { $why }, not because service got worse.
   *[other] The whole fall ({ $n } points) is because { $why }, not because service got worse.
}
mix-fall-most = { $n ->
    [one] Most of the fall ({ $part } of { $n } point) is because { $why }, not because service got worse.
   *[other] Most of the fall ({ $part } of { $n } points) is because { $why }, not because service got worse.
}
mix-fall-half = { $n ->
    [one] About half of the fall ({ $part } of { $n } point) is because { $why }, not because service got worse.
   *[other] About half of the fall ({ $part } of { $n } points) is because { $why }, not because service got worse.
}
# Only of a clear rise.
mix-rise-whole = { $n ->
    [one] The whole rise ({ $n } point) is because { $why }, not because service got better.
   *[other] The whole rise ({ $n } points) is because { $why }, not because service got better.
}
mix-rise-most = { $n ->
    [one] Most of the rise ({ $part } of { $n } point) is because { $why }, not because service got better.
   *[other] Most of the rise ({ $part } of { $n } points) is because { $why }, not because service got better.
}
mix-rise-half = { $n ->
    [one] About half of the rise ({ $part } of { $n } point) is because { $why }, not because service got better.
   *[other] About half of the rise ({ $part } of { $n } points) is because { $why }, not because service got better.
}
down = Afterword was not running for { $length } of this week ({ $when }), so closes in that time may be missing or were asked about late.
down-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
down-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
# When, of one stretch; each has a place in the brackets above.
down-between = { $from } to { $to }
down-since-start = from its start to { $to }
down-until-end = { $from } to its end
down-throughout = from its start to its end
down-more = { $n ->
    [one] and once more
   *[other] and { $n } more times
}
contrary = { $label }: { $part } of { $whole } comments in English say the opposite of their score, so some customers may be reading the scale upside down.
# How a number of imported answers is made.
asked-others = imported, in another tool's words

## Before and after a day

compare-title = Before and after { $day }: { $team }
compare-left-out = The week of { $dates } is left out. Complete weeks only, at most { $most } on each side, in { $zone } time.
compare-too-small = { $n ->
    [one] Answers are confidential: { $n } week with answers of fewer than five people are left out.
   *[other] Answers are confidential: { $n } weeks with answers of fewer than five people are left out.
}
compare-not-why = Something else may have changed at the same time: two stretches of weeks can show that something moved, not why.
compare-changed = The question changed on { $date }. Answers before and after are not comparable, so nothing is compared.
compare-first = First answered on { $date }: there is nothing before to compare with.
compare-none-yet = No answers yet.
compare-none-after = No answers in the weeks after, so there is nothing to compare.
compare-hidden-both = Every week with answers on either side is left out, so there is nothing to compare.
compare-hidden-before = Every week with answers before is left out, so there is nothing to compare.
compare-hidden-after = Every week with answers after is left out, so there is nothing to compare.
# The two stretches of weeks, as the sentences below name them.
compare-after = { $weeks ->
    [one] week after
   *[other] { $weeks } weeks after
}
compare-before = { $weeks ->
    [one] week before
   *[other] { $weeks } weeks before
}
compare-few = { $n ->
    [one] { $n } answer in the { $after }, { $n-before } in the { $before }: too few to report.
   *[other] { $n } answers in the { $after }, { $n-before } in the { $before }: too few to report.
}
compare-counts = { $part } of { $n } { $said } in the { $after }, { $part-before } of { $n-before } { $said-before } in the { $before }. Too few for a percentage.
compare-counts-net = { $groups } in the { $after }, { $groups-before } in the { $before }. Too few for a percentage.
compare-share = { $share } of { $n } (likely { $range }) { $said } in the { $after }, instead of { $share-before } of { $n-before } (likely { $range-before }) in the { $before }.
compare-net = NPS { $score } from { $n } (likely { $range }) in the { $after }, instead of NPS { $score-before } from { $n-before } (likely { $range-before }) in the { $before }.
# Only of a change whose range leaves out zero.
compare-rise = A clear rise of { $size }, not luck.
# Only of a change whose range leaves out zero.
compare-fall = A clear fall of { $size }, not luck.
compare-steady = Steady: within { $margin } points.
compare-no-clear-change = No clear change: the answers fit anything from { $fits }.
compare-cannot-tell = Can't tell yet: the answers fit anything from { $fits }.
compare-enough = About { $n } answers a week would be enough to see a { $change }-point change over these weeks.
compare-until = (In the words that were used until { $date }.)
compare-future = { $day } is still to come. Ask about a day in the past.
compare-not-yet = No complete week has followed the week of { $day } yet. From { $from } on there is something to compare.
compare-before-first = The first answer to { $team } came on { $first }, so there is nothing before { $day } to compare with. Ask about a later week.
compare-no-answers = { $team } has no answers yet, so there is nothing to compare.
compare-no-date = “{ $asked }” is not a date. Write it like { $example }: { $command }
compare-not-allowed = Before and after is for the people of a team.

## Replies about scorecards

# Where a team's name holds nothing that can be shown.
nameless = the team
team-unknown = No team is called “{ $asked }”.
team-unknown-known = No team is called “{ $asked }”. There is: { $teams }.
week-unknown = “{ $asked }” is not a week. Write it like { $example }.
week-confidential = Answers to { $team } are confidential, so a week's numbers are shown when its scorecard is posted, or a week after its end. Ask for an earlier week.
post-posting = { $channels ->
    [one] The scorecard of { $team } for { $dates } is being posted in { $channels } channel; it says that it is late.
   *[other] The scorecard of { $team } for { $dates } is being posted in { $channels } channels; it says that it is late.
}
post-waiting = { $channels ->
    [one] In { $channels } channel it is about to be posted already.
   *[other] In { $channels } channels it is about to be posted already.
}
post-posted = { $channels ->
    [one] In { $channels } channel it is posted already, and is not posted twice.
   *[other] In { $channels } channels it is posted already, and is not posted twice.
}
post-not-over = The week { $dates } is not over. Its scorecard is posted by itself when it is due.
post-no-channel = { $team } has no channel for scorecards. Configuration lists them under channels.
post-not-allowed = Scorecards are posted by the team's managers. Nothing was posted.
elsewhere = This scorecard could not be posted in { $channel }: the channel is archived or gone, or I was removed from it. So you get it instead. Invite me again, or name another channel in the configuration.
possible-repeat = (possible repeat) An earlier attempt to post this got no answer, and I may not read this channel to see whether it arrived.
