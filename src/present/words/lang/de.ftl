### Was Kundinnen und Kunden lesen, auf Deutsch. Anrede: Sie.

## The question

ces7-question = wie einfach war es für Sie, Ihr Anliegen lösen zu lassen?
ces7-short = Wie einfach war es?
ces7-low = Sehr schwierig
ces7-high = Sehr einfach
ces7-wrong = Was hat es schwierig gemacht?

ces5-question = wie einfach war es für Sie, Ihr Anliegen lösen zu lassen?
ces5-short = Wie einfach war es?
ces5-low = Sehr schwierig
ces5-high = Sehr einfach
ces5-wrong = Was hat es schwierig gemacht?

csat5-question = wie zufrieden waren Sie mit der Hilfe, die Sie bekommen haben?
csat5-short = Wie zufrieden waren Sie?
csat5-low = Sehr unzufrieden
csat5-high = Sehr zufrieden
csat5-wrong = Was ist schiefgelaufen?

thumbs-question = waren Sie mit der Hilfe zufrieden, die Sie bekommen haben?
thumbs-short = Waren Sie zufrieden?
thumbs-low = Nein, Daumen runter
thumbs-high = Ja, Daumen hoch
thumbs-wrong = Was ist schiefgelaufen?

nps11-question = wie wahrscheinlich ist es, dass Sie uns im Freundes- oder Kollegenkreis weiterempfehlen?
nps11-short = Wie wahrscheinlich empfehlen Sie uns weiter?
nps11-low = Sehr unwahrscheinlich
nps11-high = Sehr wahrscheinlich
nps11-wrong = Was müsste besser werden?

prompt = { $person }, { $question }
point-word = { $point } { $word }
point-named = { $point }: { $word }
point-of = { $point } von { $max }
ticket-number = Ticket Nr. { $number }
sees-named = Ihre Antwort sieht das Team
sees-named-ticket = { $ticket } · Ihre Antwort sieht das Team
sees-leads = Ihre Antwort sieht die Leitung des Supports
sees-leads-ticket = { $ticket } · Ihre Antwort sieht die Leitung des Supports
sees-confidential = Ihre Antwort ist vertraulich: Gezeigt werden nur Summen
sees-confidential-ticket = { $ticket } · Ihre Antwort ist vertraulich: Gezeigt werden nur Summen
not-solved = Noch nicht gelöst
decline = Nicht mehr fragen

## What takes the question's place

thanked-person = Danke, { $person } hat geantwortet.
thanked = Danke, die Frage wurde beantwortet.
expired = Diese Frage ist jetzt geschlossen. Trotzdem danke.
declined = Verstanden: keine Fragen mehr.
cancelled-reopened = Dieses Ticket wurde wieder geöffnet, darum gibt es noch nichts zu beantworten.
cancelled-not-solved = Danke für den Hinweis: Das Team weiß jetzt, dass es noch nicht gelöst ist.
cancelled-deleted = Dieses Ticket gibt es nicht mehr, darum ist nichts mehr zu beantworten.
cancelled-erased = Diese Frage wurde zurückgezogen.
cancelled-another-open = Eine andere Frage an Sie ist noch offen; diese ist geschlossen.

## Once more, later

reminder = { $person }, die Frage oben ist noch offen. Das ist die einzige Erinnerung.
again = { $person }, { $question }
again-question = ist es besser geworden?
again-why = { $question } Wenn Sie auf einen Punkt tippen, tritt er an die Stelle Ihrer ersten Antwort. Das wird nur einmal gefragt.
again-thanks = Danke für die Rückmeldung.

## Said to one person

saved = Gespeichert: { $score }.
saved-and-asked = { $saved } { $why }
tell-why = Sagen Sie uns, warum
change = Ändern
follow = Wenn Sie mögen: { $question }
last-counts = Es zählt, was Sie zuletzt drücken.
comment-saved = Danke, das ist gespeichert.
comment-saved-cut = Danke, das ist gespeichert. Der Text war länger, als wir aufheben können; das Ende wurde abgeschnitten.
opted-out = Sie werden nicht mehr gefragt. { $command } schaltet es wieder ein.
opted-in = Sie können nach einem Ticket wieder gefragt werden. { $command } schaltet es aus.
told-team = Danke für die Nachricht. Das Team weiß jetzt, dass es noch nicht gelöst ist.
refused-not-asked = Diese Frage ist für die Kundin oder den Kunden; es wurde nichts gespeichert.
refused-agent = Das Team kann sich nicht selbst bewerten; es wurde nichts gespeichert.
refused-bot = Nur Menschen können antworten; es wurde nichts gespeichert.
refused-off-scale = Das ist kein Punkt auf der Skala dieser Frage; es wurde nichts gespeichert.
refused-expired = Diese Frage ist geschlossen; es wurde nichts gespeichert. Trotzdem danke.
refused-declined = Sie wollten nicht mehr gefragt werden; es wurde nichts gespeichert. { $command } schaltet es wieder ein.
refused-cancelled = Diese Frage wurde zurückgenommen; es wurde nichts gespeichert.
refused-not-open = Diese Frage ist nicht offen; es wurde nichts gespeichert.
refused-too-late = { $days ->
    [one] Eine Antwort lässt sich einen Tag lang ändern. Er ist vorbei, darum bleibt sie, wie sie war.
   *[other] Eine Antwort lässt sich { $days } Tage lang ändern. Sie sind vorbei, darum bleibt sie, wie sie war.
}
refused-no-answer = Es gibt noch keine Antwort, die Sie ergänzen könnten. Bitte drücken Sie zuerst einen Punkt auf der Skala.
refused-out-of-order = Das passt nicht mehr; es wurde nichts gespeichert.
unknown-control = Diesen Knopf kennen wir nicht mehr; es wurde nichts gespeichert.
not-saved = Nicht gespeichert, bitte drücken Sie noch einmal.
not-saved-form = Nicht gespeichert, bitte senden Sie es noch einmal.
not-saved-command = Das konnte nicht gespeichert werden. Bitte versuchen Sie es noch einmal.
form-expired = Das Formular ließ sich nicht rechtzeitig öffnen. Bitte drücken Sie den Knopf noch einmal.
help-intro = Wenn ein Ticket von Ihnen geschlossen wird, werden Sie vielleicht gefragt, wie einfach das war. Sie entscheiden:
help-stop-asking = keine Fragen mehr an Sie, nirgends
help-ask-me = wieder Fragen an Sie
help-help = diese Liste
not-understood = Das wurde nicht verstanden: „{ $text }“
rehearsal = Das ist nur eine Vorschau: Es wurde nichts gespeichert.
home-title = Ihre Entscheidung
home-asked = Wenn ein Support-Ticket von Ihnen geschlossen wird, werden Sie vielleicht gefragt, wie einfach das war: ein Klick, und nie oft.
home-stop = Nicht fragen
home-stopped = Sie werden nicht gefragt, wie Ihre Tickets verlaufen sind, nirgends.
home-ask = Wieder fragen
for-the-team = Das ist für die Leute eines Support-Teams; es wurde nichts geändert. { $command } zeigt, was für Sie da ist.

## The form

send = Senden
reasons-high = War trotzdem etwas schwierig?
outcome-high = Ist trotzdem etwas schiefgelaufen?
own-words = In Ihren eigenen Worten
contact = Dürfen wir uns bei Ihnen melden?
contact-ok = Man darf sich bei mir melden
contact-ok-confidential = Man darf sich bei mir melden; die Leitung sieht dann diese Antwort
reason-repeat = Musste mich wiederholen
reason-passed-around = Weitergereicht worden
reason-came-back = Musste noch mal kommen
reason-switched-channel = Musste Kanal wechseln
reason-slow = Langsam
reason-not-fixed = Nicht behoben
reason-unclear = Unklare Antwort

## The page

page-reasons = War etwas schwierig? (freiwillig)
page-outcome = Ist etwas schiefgelaufen? (freiwillig)
page-own-words = In Ihren eigenen Worten (freiwillig)
page-ways-out = Oder statt einer Antwort
page-choose = Bitte wählen Sie einen Punkt auf der Skala. Noch wurde nichts gespeichert.
page-thanks = Vielen Dank. Sie können diese Seite schließen.
page-thanks-cut = Vielen Dank. Ihr Text war länger, als wir aufheben können; das Ende wurde abgeschnitten. Sie können diese Seite schließen.
page-not-solved = Danke für die Nachricht.
page-not-solved-more = Das Team weiß jetzt, dass es noch nicht gelöst ist. Sie können diese Seite schließen.
page-declined = Sie werden nicht mehr gefragt.
page-declined-more = Sie können diese Seite schließen.
page-gone = Dieser Link ist nicht offen.
page-gone-more = Jeder Link gilt einmal und einige Tage lang. Wenn Sie damit geantwortet haben, ist Ihre Antwort gespeichert. Wenn nicht, schreiben Sie bitte den Menschen, die ihn Ihnen geschickt haben.

## What the list of commands says

command-afterword = Kunden fragen, wie einfach es war, und sehen, was sie sagen
command-stop-asking = Mich nicht mehr fragen, wie ein Ticket gelaufen ist
command-ask-me = Mich wieder fragen, wie meine Tickets gelaufen sind
command-help = Sagen, was Afterword macht und welche Befehle es kennt
