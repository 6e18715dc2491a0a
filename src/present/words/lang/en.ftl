### What customers read, in English. The keys and variables are the same in every language; a sentence that is missing,
### is too long or uses another variable does not build. `At most N characters.` above a sentence is what the platforms
### take. A name, a ticket or a number stands in { braces } and is put in later.

## The question

# After the person's name: begins small, ends as a question.
ces7-question = how easy was it to get this solved?
# The question by itself. At most 60 characters.
ces7-short = How easy was it?
# The lowest point, on a button behind its digit. At most 40 characters.
ces7-low = Very hard
# The highest point, on a button behind its digit. At most 40 characters.
ces7-high = Very easy
# Asked of somebody who gave a low score, and above the reasons. At most 45 characters.
ces7-wrong = What made it hard?

ces5-question = how easy was it to get this solved?
# At most 60 characters.
ces5-short = How easy was it?
# At most 40 characters.
ces5-low = Very hard
# At most 40 characters.
ces5-high = Very easy
# At most 45 characters.
ces5-wrong = What made it hard?

csat5-question = how satisfied were you with the help you got?
# At most 60 characters.
csat5-short = How satisfied were you?
# At most 40 characters.
csat5-low = Very unsatisfied
# At most 40 characters.
csat5-high = Very satisfied
# At most 45 characters.
csat5-wrong = What went wrong?

thumbs-question = were you satisfied with the help you got?
# At most 60 characters.
thumbs-short = Were you satisfied?
# At most 40 characters.
thumbs-low = No, thumbs down
# At most 40 characters.
thumbs-high = Yes, thumbs up
# At most 45 characters.
thumbs-wrong = What went wrong?

nps11-question = how likely is it that you would recommend us to a friend or colleague?
# At most 60 characters.
nps11-short = How likely are you to recommend us?
# At most 40 characters.
nps11-low = Not at all likely
# At most 40 characters.
nps11-high = Extremely likely
# At most 45 characters.
nps11-wrong = What would have to be better?

prompt = { $person }, { $question }
# A point with words, on a button. At most 20 characters.
point-word = { $point } { $word }
# Read aloud on the page. At most 20 characters.
point-named = { $point }: { $word }
# At most 30 characters.
point-of = { $point } of { $max }
# At most 30 characters.
ticket-number = Ticket #{ $number }
# At most 100 characters.
sees-named = Your answer goes to the team
# At most 100 characters.
sees-named-ticket = { $ticket } · your answer goes to the team
# At most 100 characters.
sees-leads = Your answer goes to the support leads
# At most 100 characters.
sees-leads-ticket = { $ticket } · your answer goes to the support leads
# At most 100 characters.
sees-confidential = Your answer is confidential: only totals are shown
# At most 100 characters.
sees-confidential-ticket = { $ticket } · your answer is confidential: only totals are shown
# A button. At most 75 characters.
not-solved = Not solved yet
# A button. At most 75 characters.
decline = Don't ask me again

## What takes the question's place

thanked-person = Thanks, { $person } answered.
thanked = Thanks, this was answered.
expired = This question is closed now. Thanks all the same.
declined = Understood: no more questions.
cancelled-reopened = This ticket was opened again, so there is nothing to answer yet.
cancelled-not-solved = Thanks for saying so: the team now knows this is not solved yet.
cancelled-deleted = This ticket is gone, so there is nothing left to answer.
cancelled-erased = This question was withdrawn.
cancelled-another-open = You have another question open, so this one is closed.

## Once more, later

reminder = { $person }, the question above is still open. This is the only reminder.
again = { $person }, { $question }
again-question = has it become better?
again-why = { $question } Press a point and it takes the place of your first answer. This is asked only once.
again-thanks = Thanks for telling us.

## Said to one person

saved = Saved: { $score }.
# A saved low score and the question what went wrong.
saved-and-asked = { $saved } { $why }
# A button, and the form's title. At most 24 characters.
tell-why = Tell us why
# A button. At most 75 characters.
change = Change
follow = If you like: { $question }
last-counts = The last press counts.
comment-saved = Thanks, that is saved.
comment-saved-cut = Thanks, that is saved. It was longer than we can keep, so the end was cut off.
opted-out = You won't be asked again. { $command } turns it back on.
opted-in = You may be asked again after a ticket. { $command } turns it off.
told-team = Thanks for telling us. The team has been told that it is not solved yet.
refused-not-asked = This question is for the customer, so nothing was saved.
refused-agent = The team cannot rate itself, so nothing was saved.
refused-bot = Only people can answer, so nothing was saved.
refused-off-scale = That is not a point on this question's scale, so nothing was saved.
refused-expired = This question is closed, so nothing was saved. Thanks all the same.
refused-declined = You asked not to be asked again, so nothing was saved. { $command } turns it back on.
refused-cancelled = This question was called off, so nothing was saved.
refused-not-open = This question is not open, so nothing was saved.
refused-too-late = { $days ->
    [one] An answer can be changed for one day. It has passed, so it stays as it was.
   *[other] An answer can be changed for { $days } days. They have passed, so it stays as it was.
}
refused-no-answer = There is no answer to add to yet. Please press a point on the scale first.
refused-out-of-order = That does not fit any more, so nothing was saved.
unknown-control = This button is not one we know any more, so nothing was saved.
not-saved = Not saved, please press again.
# Under a form that stays open. At most 140 characters.
not-saved-form = Not saved, please send again.
not-saved-command = That could not be saved. Please try again.
form-expired = The form could not be opened in time. Please press the button again.
help-intro = When a ticket of yours is closed, you may be asked how easy that was. You decide whether:
help-stop-asking = no more questions for you, anywhere
help-ask-me = questions for you again
help-help = this list
not-understood = That was not understood: “{ $text }”
rehearsal = This is only a preview: nothing was saved.
# At most 140 characters.
home-title = Your choices
home-asked = When a support ticket of yours is closed, you may be asked how easy that was: one tap, and never often.
# A button. At most 75 characters.
home-stop = Don't ask me
home-stopped = You are not asked how your tickets went, anywhere.
# A button. At most 75 characters.
home-ask = Ask me again
for-the-team = This is for the people of a support team, so nothing was changed. { $command } shows what is for you.

## The form

# At most 24 characters.
send = Send
# At most 45 characters.
reasons-high = Was anything hard all the same?
# At most 45 characters.
outcome-high = Did anything go wrong all the same?
# At most 45 characters.
own-words = In your own words
# At most 45 characters.
contact = May we come back to you?
# At most 75 characters.
contact-ok = Someone may contact me
# At most 75 characters.
contact-ok-confidential = Someone may contact me; the leads then see this answer
# At most 40 characters.
reason-repeat = Had to repeat myself
# At most 40 characters.
reason-passed-around = Passed around
# At most 40 characters.
reason-came-back = Had to come back
# At most 40 characters.
reason-switched-channel = Had to switch channel
# At most 40 characters.
reason-slow = Slow
# At most 40 characters.
reason-not-fixed = Not fixed
# At most 40 characters.
reason-unclear = Unclear answer

## The page

page-reasons = Was anything hard? (optional)
page-outcome = Did anything go wrong? (optional)
page-own-words = In your own words (optional)
page-ways-out = Or, instead of an answer
page-choose = Please choose a point on the scale. Nothing was saved yet.
page-thanks = Thank you. You can close this page.
page-thanks-cut = Thank you. What you wrote was longer than we can keep, so the end was cut off. You can close this page.
page-not-solved = Thanks for telling us.
page-not-solved-more = The team has been told that it is not solved yet. You can close this page.
page-declined = You won't be asked again.
page-declined-more = You can close this page.
page-gone = This link is not open.
page-gone-more = Every link works once, and for some days. If you answered with it, your answer is saved. If not, please write to the people who sent it to you.

## What the list of commands says

# At most 100 characters.
command-afterword = Ask customers how easy their ticket was, and see what they say
# At most 100 characters.
command-stop-asking = Never ask me how a ticket went
# At most 100 characters.
command-ask-me = Ask me again how my tickets went
# At most 100 characters.
command-help = Say what Afterword does and which commands it knows
