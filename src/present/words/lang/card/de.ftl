### Was eine Scorecard sagt, auf Deutsch. Anrede an das Team: keine; Kundinnen und Kunden ohne Doppelform, wo es geht.

## Instruments

glance-ces = Wie einfach?
glance-csat = Wie zufrieden?
glance-thumbs = Zufrieden?
glance-nps = Empfehlen?
label-ces7 = Aufwand
label-ces5 = Aufwand (1–5)
label-ces-agree = Aufwand (Zustimmung, 1–5)
label-csat5 = Zufriedenheit
label-thumbs = Daumen
label-nps11 = Transaktionaler NPS
said-ces = { $n ->
    [one] fand es einfach
   *[other] fanden es einfach
}
said-csat = { $n ->
    [one] war zufrieden
   *[other] waren zufrieden
}
said-thumbs = { $n ->
    [one] gab einen Daumen hoch
   *[other] gaben einen Daumen hoch
}
said-nps = { $n ->
    [one] würde uns weiterempfehlen
   *[other] würden uns weiterempfehlen
}
tick-no = Nein
tick-yes = Ja
score-of = { $value } von { $max }
score-up = Daumen hoch
score-down = Daumen runter
rise-ces = Hilfe zu bekommen wurde für die Kundschaft deutlich einfacher.
fall-ces = Hilfe zu bekommen wurde für die Kundschaft deutlich schwieriger.
rise-csat = Die Kundschaft war deutlich zufriedener.
fall-csat = Die Kundschaft war deutlich unzufriedener.
rise-thumbs = Deutlich mehr Menschen waren zufrieden.
fall-thumbs = Deutlich weniger Menschen waren zufrieden.
rise-nps = Die Kundschaft war deutlich eher bereit, uns weiterzuempfehlen.
fall-nps = Die Kundschaft war deutlich weniger bereit, uns weiterzuempfehlen.
made-ces7 = CES 2.0 · Anteil der Antworten { $counted } von { $max }
made-ces5 = CES auf fünf Punkten · Anteil der Antworten { $counted } von { $max }
made-csat5 = CSAT · Anteil der Antworten { $counted } von { $max }
made-thumbs = Daumen · Anteil der Daumen hoch
made-nps11 = Transaktionaler NPS · Anteil der Antworten { $counted } minus Anteil der Antworten { $low }
asked-ours = Frage v{ $version }
asked-own = eigene Worte
asked-own-since = eigene Worte, seit { $date }

## One question's week

no-answers = Keine Antworten.
only-few = { $n ->
    [one] Nur { $n } Antwort: zu wenig für ein Ergebnis.
   *[other] Nur { $n } Antworten: zu wenig für ein Ergebnis.
}
few-people = { $n ->
    [one] { $n } Antwort, von weniger als { $floor } Personen: zu wenig für ein Ergebnis.
   *[other] { $n } Antworten, von weniger als { $floor } Personen: zu wenig für ein Ergebnis.
}
promoters = { $n ->
    [one] { $n } Promotor
   *[other] { $n } Promotoren
}
passives = { $n ->
    [one] { $n } Passiver
   *[other] { $n } Passive
}
detractors = { $n ->
    [one] { $n } Detraktor
   *[other] { $n } Detraktoren
}
counts-net = { $groups }. Zu wenig für einen NPS.
counts-share = { $part } von { $whole } { $said }. Zu wenig für eine Prozentzahl.
share-now = { $share } { $said } ({ $part } von { $whole }).
share-likely = Bei so vielen Antworten liegt der wahre Wert wahrscheinlich bei { $range }.
share-up = { $weeks ->
    [one] { $share } { $said } ({ $part } von { $whole }), mehr als in der letzten Woche ({ $before }).
   *[other] { $share } { $said } ({ $part } von { $whole }), mehr als in den letzten { $weeks } Wochen ({ $before }).
}
share-down = { $weeks ->
    [one] { $share } { $said } ({ $part } von { $whole }), weniger als in der letzten Woche ({ $before }).
   *[other] { $share } { $said } ({ $part } von { $whole }), weniger als in den letzten { $weeks } Wochen ({ $before }).
}
net-now = NPS { $score } ({ $groups }; wahrscheinlich { $range }).
net-up = { $weeks ->
    [one] Mehr als in der letzten Woche ({ $before }).
   *[other] Mehr als in den letzten { $weeks } Wochen ({ $before }).
}
net-down = { $weeks ->
    [one] Weniger als in der letzten Woche ({ $before }).
   *[other] Weniger als in den letzten { $weeks } Wochen ({ $before }).
}
real-rise = Das ist kein Zufall, sondern ein echter Anstieg: { $size }.
real-drop = Das ist kein Zufall, sondern ein echter Rückgang: { $size }.
size-between = { $far ->
   *[other] irgendwo zwischen { $near } und { $far } Punkten
}
size-about = { $n ->
    [one] etwa { $n } Punkt
   *[other] etwa { $n } Punkte
}
size-up-to = { $n ->
    [one] bis zu { $n } Punkt
   *[other] bis zu { $n } Punkte
}
steady = { $weeks ->
    [one] Stabil: höchstens { $margin } Punkte Abstand zur letzten Woche.
   *[other] Stabil: höchstens { $margin } Punkte Abstand zu den letzten { $weeks } Wochen.
}
no-clear-change = { $weeks ->
    [one] Keine klare Veränderung zur letzten Woche ({ $before }).
   *[other] Keine klare Veränderung zu den letzten { $weeks } Wochen ({ $before }).
}
cannot-tell = Noch nicht zu sagen ({ $part } von { $whole }): Die Antworten passen zu allem von { $fits }.
cannot-tell-net = { $weeks ->
    [one] Noch nicht zu sagen: Nach { $before } in der letzten Woche passen die Antworten zu allem von { $fits }.
   *[other] Noch nicht zu sagen: Nach { $before } in den letzten { $weeks } Wochen passen die Antworten zu allem von { $fits }.
}
fits-both = { $worse ->
    [one] { $worse } Punkt schlechter bis { $better } besser
   *[other] { $worse } Punkten schlechter bis { $better } besser
}
fits-better = { $n ->
    [one] keiner Veränderung bis { $n } Punkt besser
   *[other] keiner Veränderung bis { $n } Punkte besser
}
fits-worse = { $n ->
    [one] { $n } Punkt schlechter bis keiner Veränderung
   *[other] { $n } Punkten schlechter bis keiner Veränderung
}
share-price = Etwa { $needed } Antworten pro Woche würden reichen, um eine Veränderung von { $change } Punkten zu erkennen.
net-price = Um eine Veränderung von { $change } Punkten zu erkennen, braucht es in beiden Zeiträumen je etwa { $needed } Antworten.
changed-on = Die Frage hat sich am { $date } geändert. Die Werte davor und danach sind nicht vergleichbar, darum gibt es keinen Pfeil.
first-week = Das ist die erste Woche, darum gibt es noch nichts zum Vergleichen.
too-few-before = In den Wochen davor gab es zu wenige Antworten zum Vergleichen.
all-the-same = Alle { $n } gaben dieselbe Bewertung: { $score }.

## The week in a few words

verdict-up = Klar gestiegen
verdict-down = Klar gesunken
verdict-steady = Stabil
verdict-no-clear-change = Nicht klar anders
verdict-cannot-tell = Noch nicht zu sagen
week-too-few = Zu wenige Antworten, um zu sagen, wie die Woche war.
week-few = Ein paar Antworten, zu wenig für ein Urteil über die Woche.
nothing-closed-week = In dieser Woche wurden keine Tickets geschlossen.
nothing-closed-yet = In dieser Woche wurden bisher keine Tickets geschlossen.
nobody-asked = In dieser Woche wurde niemand gefragt.
nobody-asked-yet = In dieser Woche wurde bisher niemand gefragt.
nobody-answered = In dieser Woche hat niemand geantwortet.
nobody-answered-yet = In dieser Woche hat bisher niemand geantwortet.
week-changed = Die Frage hat sich geändert, darum gibt es für diese Woche noch keinen Vergleich.
week-first = Die erste Woche mit Antworten: Von nun an gibt es etwas zum Vergleichen.
week-nothing-before = Noch nichts, womit sich diese Woche vergleichen ließe.
week-steady = Eine stabile Woche.
week-no-clear-change = Keine klare Veränderung zu den Wochen davor.
week-cannot-tell = Zu wenige Antworten, um zu sagen, ob sich etwas geändert hat.

## Numbers in one line

answers = { $n ->
    [one] { $n } Antwort
   *[other] { $n } Antworten
}
people = { $n ->
    [one] { $n } Person
   *[other] { $n } Personen
}
share-of = { $share } von { $n }, wahrscheinlich { $range }
net-of = NPS { $score } aus { $n }, wahrscheinlich { $range }
net-range = { $from } bis { $to }
answers-from = { $answers } von { $people }
mean-of = Mittel { $mean } von { $max }, wahrscheinlich { $range }
before-share = { $weeks ->
    [one] letzte Woche: { $share } von { $n }
   *[other] letzte { $weeks } Wochen: { $share } von { $n }
}
before-net = { $weeks ->
    [one] letzte Woche: { $score } aus { $n }
   *[other] letzte { $weeks } Wochen: { $score } aus { $n }
}
change-of = Veränderung { $change }, wahrscheinlich { $from } bis { $to } Punkte

## The card

title = { $team }, { $dates }
the-team = Das Team
week-number = KW { $week }
provisional = vorläufig: Die Woche ist noch nicht vorbei
late = verspätet veröffentlicht
lead = { $label }:
how-hint = Wie wurde das berechnet? Das steht in den Einzelheiten, mit der Verteilung der Bewertungen und allen Anzahlen.
nothing-closed = Es wurde nichts geschlossen und niemand gefragt.
funnel = { $closed ->
    [one] { $closed } Ticket geschlossen: zu { $asked } gefragt, { $delivered } zugestellt, { $answered } beantwortet.
   *[other] { $closed } Tickets geschlossen: zu { $asked } gefragt, { $delivered } zugestellt, { $answered } beantwortet.
}
not-asked = Nicht gefragt { $n }: { $list }.
not-reached = Nicht erreichbar { $n }: { $list }.
counted = { $what } ({ $n })
response-few = { $whole ->
    [one] { $part } von { $whole } gefragten Person hat geantwortet.
   *[other] Geantwortet: { $part } von { $whole } gefragten Personen.
}
response-few-week = { $whole ->
    [one] { $part } von { $whole } Person, die in der Woche { $dates } gefragt wurde, hat geantwortet.
   *[other] Geantwortet: { $part } von { $whole } Personen, die in der Woche { $dates } gefragt wurden.
}
response = { $whole ->
   *[other] { $part } von { $whole } gefragten Personen haben geantwortet ({ $share }, wahrscheinlich { $range }).
}
response-week = { $whole ->
   *[other] { $part } von { $whole } Personen, die in der Woche { $dates } gefragt wurden, haben geantwortet ({ $share }, wahrscheinlich { $range }).
}
heard-less = Unterrepräsentiert: Tickets zu „{ $name }“ ({ $tickets } der geschlossenen Tickets, { $answers } der beantworteten).
heard-more = Überrepräsentiert: Tickets zu „{ $name }“ ({ $tickets } der geschlossenen Tickets, { $answers } der beantworteten).
heard-wait-less = Unterrepräsentiert: Tickets, die { $wait ->
    [hour] binnen einer Stunde
    [day] binnen eines Tages, aber nicht binnen einer Stunde
   *[longer] erst nach mehr als einem Tag
} geschlossen wurden ({ $tickets } der geschlossenen Tickets, { $answers } der beantworteten).
heard-wait-more = Überrepräsentiert: Tickets, die { $wait ->
    [hour] binnen einer Stunde
    [day] binnen eines Tages, aber nicht binnen einer Stunde
   *[longer] erst nach mehr als einem Tag
} geschlossen wurden ({ $tickets } der geschlossenen Tickets, { $answers } der beantworteten).
came-from = Die Antworten dieser Woche kamen von { $people }.
coverage = Abdeckung: Zu { $share } der geschlossenen Tickets wurde gefragt.
customers-named = Was genannt wurde: { $list }.
cases-few = Niedrige Bewertungen: von weniger als { $floor } Personen, darum werden ihre Fälle hier nicht gezählt.
cases = { $new ->
    [one] Niedrige Bewertungen: { $new } neuer Fall, { $answered } aufgegriffen; { $recovered } wieder gut; { $open } jetzt offen.
   *[other] Niedrige Bewertungen: { $new } neue Fälle, { $answered } aufgegriffen; { $recovered } wieder gut; { $open } jetzt offen.
}
cases-waited = { $new ->
    [one] Niedrige Bewertungen: { $new } neuer Fall, { $answered } aufgegriffen nach { $waited } (Median); { $recovered } wieder gut; { $open } jetzt offen.
   *[other] Niedrige Bewertungen: { $new } neue Fälle, { $answered } aufgegriffen nach { $waited } (Median); { $recovered } wieder gut; { $open } jetzt offen.
}
minutes = { $minutes } Min.
hours = { $hours } Std. { $minutes } Min.
credit-moved = Neu zugeordnet: { $n }.
credit-moved-list = Neu zugeordnet: { $n } ({ $list }).
credit-ticket = Ticket { $ticket }
credit-from-to = { $ticket }: { $from } → { $to }
credit-from-to-why = { $ticket }: { $from } → { $to } ({ $why })
credit-more = und { $n } weitere
credit-nobody = niemand
credit-somebody = jemand
missed = { $channels ->
    [one] Diese Scorecard ist in { $channels } Kanal ausgefallen: Afterword lief nicht, als sie fällig war. Die Teamleitung kann sie nachholen: { $command }
   *[other] Diese Scorecard ist in { $channels } Kanälen ausgefallen: Afterword lief nicht, als sie fällig war. Die Teamleitung kann sie nachholen: { $command }
}

## Agents, segments, phrases

one-agent = Alle zugeordneten Antworten betreffen Tickets einer einzigen Person, darum wird niemand verglichen.
agent-above = { $name } liegt klar über dem Team ({ $share } von { $n }; Team { $team }).
nobody-apart = Niemand liegt klar über oder unter dem Team.
by-touchpoint = { $label } nach Kontaktpunkt: { $list }.
by-segment = { $label } nach Segment: { $list }.
by-tag = { $label } nach Tag: { $list }.
segment-few = { $name } { $part } von { $n }
segment = { $name } { $share } von { $n }, wahrscheinlich { $range }
segment-above = { $name } { $share } von { $n }, wahrscheinlich { $range }, klar über dem Rest
segment-below = { $name } { $share } von { $n }, wahrscheinlich { $range }, klar unter dem Rest
unnamed = ohne Namen
phrase = { $lows ->
   *[other] „{ $words }“ kam in { $low } von { $lows } unzufriedenen Kommentaren vor und in { $high } von { $highs } zufriedenen.
}

## The details

details = Einzelheiten: { $title }
closed-heading = Tickets, die in dieser Woche geschlossen wurden
how-heading = Wie wurde das berechnet?
ledger-none = Keine.
ledger = { $n } insgesamt: { $list }.
ledger-item = { $n } { $state }
spread = { $label }, Verteilung von { $answers }. { $list }
spread-point = { $point }: { $shown }
crept-above = { $label }: Die Wochen sind nach und nach über ihr früheres Niveau gestiegen.
crept-below = { $label }: Die Wochen sind nach und nach unter ihr früheres Niveau gesunken.
out-above = { $label }: Diese Woche liegt über dem Band, in dem die früheren Wochen des Teams liegen.
out-below = { $label }: Diese Woche liegt unter dem Band, in dem die früheren Wochen des Teams liegen.
quote-gave = Kommentar zur Bewertung { $score }:
state-planned = noch zu fragen
state-held = in Wartestellung
state-delivered = gefragt, noch ohne Antwort
state-answered = beantwortet
state-declined = keine Fragen mehr gewünscht
state-expired = ohne Antwort bis zum Ende der Frist
state-skipped = nicht gefragt
state-undeliverable = nicht erreichbar
state-cancelled = zurückgenommen
skip-already-asked = schon gefragt
skip-no-customer = ohne Kundenangabe
skip-customer-is-agent = gehört zum Team
skip-customer-is-bot = ist ein Programm
skip-opted-out = möchte keine Fragen
skip-cooldown = vor Kurzem gefragt
skip-sampled-out = nicht ausgelost
skip-too-old = zu lange her
skip-not-resolved = ohne Lösung geschlossen
skip-no-human-reply = unbeantwortet geschlossen
skip-team-paused = Fragen pausiert
skip-agent-declined = ohne Frage geschlossen
unreached-no-place = kein Chat-Konto bekannt
unreached-dm-closed = Direktnachrichten sind abgeschaltet
unreached-user-gone = das Konto gibt es nicht mehr
unreached-channel-gone = die Unterhaltung gibt es nicht mehr
unreached-not-allowed = wir dürfen dort nicht schreiben
unreached-too-late = nichts gelang rechtzeitig
unreached-refused = die Plattform nahm die Nachricht nicht an
another-reason = ein anderer Grund

## How it was worked out

work-share = { $label }, Anteil: { $part } von { $whole } Antworten waren { $counted }, das sind { $share }. Wahrscheinlicher Bereich { $range }: Wilson-Bereich bei { $level }.
work-thumbs = { $label }, Anteil: { $part } von { $whole } Antworten waren Daumen hoch, das sind { $share }. Wahrscheinlicher Bereich { $range }: Wilson-Bereich bei { $level }.
work-net = { $label }: { $part } von { $whole } Antworten waren { $counted } (Promotoren) und { $detractors } waren { $low } (Detraktoren); die Differenz ihrer Anteile, mal hundert, ist { $score }. Wahrscheinlicher Bereich { $range }: angepasster Wald-Bereich bei { $level }. Nach einem Ticket gefragt ist das nicht der NPS einer jährlichen Umfrage und nicht mit ihm zu vergleichen.
work-mean = { $label }, Mittelwert: { $mean }. Wahrscheinlicher Bereich { $range }: an jedem Ende der Skala eine Antwort dazu, dann Students t (Plus-zwei, eigene Konstruktion).
work-repeats = { $label }, wiederholte Antworten: { $n } Antworten kamen von { $people } Personen. Die Antworten einer Person hängen zusammen, darum zählen sie für die Bereiche wie { $worth } unabhängige (Varianz zwischen Personen).
work-change = { $weeks ->
    [one] { $label }, Veränderung: jetzt { $now }, in der letzten Woche { $before } ({ $part } von { $whole }). Der Unterschied liegt wahrscheinlich zwischen { $from } und { $to } Punkten: Square-and-add (Newcombe 1998, Methode 10).
   *[other] { $label }, Veränderung: jetzt { $now }, in den letzten { $weeks } Wochen { $before } ({ $part } von { $whole }). Der Unterschied liegt wahrscheinlich zwischen { $from } und { $to } Punkten: Square-and-add (Newcombe 1998, Methode 10).
}
work-change-net = { $weeks ->
    [one] { $label }, Veränderung: jetzt { $now }, in der letzten Woche { $before } ({ $n } Antworten). Der Unterschied liegt wahrscheinlich zwischen { $from } und { $to } Punkten: Square-and-add (Newcombe 1998, Methode 10).
   *[other] { $label }, Veränderung: jetzt { $now }, in den letzten { $weeks } Wochen { $before } ({ $n } Antworten). Der Unterschied liegt wahrscheinlich zwischen { $from } und { $to } Punkten: Square-and-add (Newcombe 1998, Methode 10).
}
work-clear = Eine Veränderung heißt klar, wenn ihr Bereich die 0 nicht enthält, und stabil, wenn der Bereich höchstens { $margin } Punkte von 0 abweicht. Etwa eine von zwanzig Wochen sieht allein durch Zufall klar aus.
work-floors = Weniger als { $few } Antworten: kein Ergebnis. Weniger als { $percent }: nur Anzahlen, keine Prozentzahl und kein Vergleich. Weniger als { $baseline } in den Wochen davor: kein Vergleich.
work-agents = Personen: Klar über dem Team heißt jemand erst ab { $few } Antworten und nur, wenn der N-1-Chi-Quadrat-Test gegen den Rest des Teams das auch nach der Holm-Korrektur für alle betrachteten Personen noch sagt. Es gibt keine Rangliste.
work-asked = Wer geantwortet hat: von den Personen, die in der Woche { $dates } gefragt wurden, der neuesten Woche, deren Antwortfrist vorbei ist. Wahrscheinlicher Bereich: Wilson-Bereich bei { $level }.
work-heard = Repräsentiert: von den Tickets, die in der Woche { $dates } geschlossen wurden, die jedes Kanals, Kontaktpunkts, Segments, Tags und jeder Dauer (Stunde, Tag, länger) neben allen anderen. Genannt wird, was unter halb oder über doppelt so viel der Antworten ausmacht wie der Tickets, ab { $few } Tickets und ebenso vielen Antworten insgesamt, wenn der N-1-Chi-Quadrat-Test das nach Holms Korrektur für alle noch sagt.
work-counts = Eine Antwort zählt in der Woche, in der sie zuerst kam, mit ihrem letzten Wert. Ein Ticket zählt in der Woche, in der es geschlossen wurde.
work-week = Die Woche läuft von { $from } bis { $to } ({ $zone }).
work-rules = Jede Regel mit Formel, Quelle und Rechenbeispiel: „How we count“, docs/counting.md (englisch).

## Promises

promise-own = Das Versprechen der Woche
promise-earlier = Ein früheres Versprechen
promise-told = { $lead } ({ $dates }): { $fate }.
promise-told-by = { $lead } ({ $dates }, von { $name }): { $fate }.
promise-stands = { $lead }: { $fate }.
promise-open = { $lead }: Was ist daraus geworden?
fate-kept = gehalten
fate-not-kept = nicht gehalten
fate-still = noch dabei
fate-unsaid = was daraus wurde, steht nicht fest
mark-kept = Gehalten
mark-not-kept = Nicht gehalten
mark-still = Noch dabei
promise-button = Versprechen für diese Woche
promise-made = Das Versprechen des Teams { $team } für die Woche { $dates } lautet:
promise-cut = Es war länger als { $most } Zeichen und wurde gekürzt.
promise-replaced = Es ersetzt das vorige, das aufbewahrt bleibt.
promise-last = Das letzte Versprechen: { $fate }.
promise-unclear = Was aus dem letzten Versprechen wurde, war nicht eindeutig: bitte genau eine Antwort wählen.
promise-next = Die nächste Scorecard nennt es und sagt, was daraus wurde. Das lässt sich jederzeit angeben:
promise-noted = Notiert für die Woche { $dates }: { $fate }. Die nächste Scorecard sagt es.
promise-noted-late = Notiert für die Woche { $dates }: { $fate }. Was veröffentlicht ist, bleibt, wie es ist; die nächste Scorecard sagt es.
promise-nothing = Es wurde nichts geschrieben und nichts gewählt, darum wurde nichts geändert.
promise-not-allowed = Versprechen sind für die Leute eines Teams. Es wurde nichts geändert.
promise-not-of-the-team = Versprechen des Teams { $team } sind für die Leute dieses Teams. Es wurde nichts geändert.
promise-which-team = Hier kommen mehrere Teams infrage ({ $teams }). Bitte den Befehl in einem Kanal des gemeinten Teams eingeben oder den Knopf unter dessen Scorecard drücken. Es wurde nichts geändert.
promise-none-yet = Das Team { $team } hat für diese Woche noch nichts versprochen: /afterword promise <was besser werden soll>
promise-this-week = Diese Woche
promise-before = Davor
promise-ask-this = Was ist aus dem Versprechen dieser Woche geworden?
promise-ask-before = Was ist daraus geworden?
nothing-changed = Es wurde nichts geändert.
promise-form-title = Versprechen der Woche
promise-form-fate = Was wurde aus dem letzten Versprechen?
promise-form-text = Was soll diese Woche besser werden?
promise-form-submit = Versprechen

## The picture

chart-team = Team-Scorecard
chart-not-over = Die Woche ist noch nicht vorbei.
chart-closed = geschlossen
chart-asked = gefragt
chart-delivered = zugestellt
chart-answered = beantwortet
chart-no-answers = Keine Antworten
chart-nothing = Nichts zu zeigen in dieser Woche
chart-only = { $n ->
    [one] Nur { $n } Antwort
   *[other] Nur { $n } Antworten
}
chart-few-people = Von zu wenigen Personen
chart-few = Zu wenig für ein Ergebnis
chart-part = { $part } von { $n }
chart-few-net = Zu wenig für einen NPS
chart-few-share = Zu wenig für eine Prozentzahl
chart-part-answers = { $part } von { $n } Antworten
chart-likely = wohl { $range }
chart-before = { $weeks ->
    [one] letzte Woche { $score }
   *[other] letzte { $weeks } Wochen { $score }
}
chart-changed = Frage geändert
alt-start = Scorecard: { $title }.
alt-spread = Verteilung: { $list }.
alt-weeks = Wochen: { $list }.
alt-week = { $day } { $score }
alt-changed = Die Frage hat sich in der Woche vom { $days } geändert.
alt-and-of = { $before } und vom { $next }
funnel-short = { $closed } geschlossen, zu { $asked } gefragt, { $delivered } zugestellt, { $answered } beantwortet.

## The page

page-spread = Verteilung der Bewertungen
page-closed = Geschlossene Tickets
page-stands = Wo jedes Ticket steht
page-all = Insgesamt
page-not-asked = Nicht gefragt, nach Grund
page-not-reached = Nicht erreichbar, nach Grund
page-named = Was genannt wurde
page-ticked = Angekreuzte Gründe
page-words = In den Worten der Kundschaft
page-gave = Bewertung { $score }

## Why a number moved, and what else must be known

mix-more = mehr Tickets zu „{ $name }“ kamen
mix-fewer = weniger Tickets zu „{ $name }“ kamen
mix-larger = ein größerer Teil der Tickets zu „{ $name }“ gehörte
mix-smaller = ein kleinerer Teil der Tickets zu „{ $name }“ gehörte
mix-fall-whole = { $n ->
    [one] Der ganze Rückgang ({ $n } Punkt) kommt daher, dass { $why }, nicht daher, dass der Service schlechter wurde.
   *[other] Der ganze Rückgang ({ $n } Punkte) kommt daher, dass { $why }, nicht daher, dass der Service schlechter wurde.
}
mix-fall-most = { $n ->
    [one] Der größte Teil des Rückgangs ({ $part } von { $n } Punkt) kommt daher, dass { $why }, nicht daher, dass der Service schlechter wurde.
   *[other] Der größte Teil des Rückgangs ({ $part } von { $n } Punkten) kommt daher, dass { $why }, nicht daher, dass der Service schlechter wurde.
}
mix-fall-half = { $n ->
    [one] Etwa die Hälfte des Rückgangs ({ $part } von { $n } Punkt) kommt daher, dass { $why }, nicht daher, dass der Service schlechter wurde.
   *[other] Etwa die Hälfte des Rückgangs ({ $part } von { $n } Punkten) kommt daher, dass { $why }, nicht daher, dass der Service schlechter wurde.
}
mix-rise-whole = { $n ->
    [one] Der ganze Anstieg ({ $n } Punkt) kommt daher, dass { $why }, nicht daher, dass der Service besser wurde.
   *[other] Der ganze Anstieg ({ $n } Punkte) kommt daher, dass { $why }, nicht daher, dass der Service besser wurde.
}
mix-rise-most = { $n ->
    [one] Der größte Teil des Anstiegs ({ $part } von { $n } Punkt) kommt daher, dass { $why }, nicht daher, dass der Service besser wurde.
   *[other] Der größte Teil des Anstiegs ({ $part } von { $n } Punkten) kommt daher, dass { $why }, nicht daher, dass der Service besser wurde.
}
mix-rise-half = { $n ->
    [one] Etwa die Hälfte des Anstiegs ({ $part } von { $n } Punkt) kommt daher, dass { $why }, nicht daher, dass der Service besser wurde.
   *[other] Etwa die Hälfte des Anstiegs ({ $part } von { $n } Punkten) kommt daher, dass { $why }, nicht daher, dass der Service besser wurde.
}
down = Afterword lief in dieser Woche { $length } lang nicht ({ $when }). In dieser Zeit geschlossene Tickets können darum fehlen, oder es wurde spät nach ihnen gefragt.
down-minutes = { $n ->
    [one] { $n } Minute
   *[other] { $n } Minuten
}
down-hours = { $n ->
    [one] { $n } Stunde
   *[other] { $n } Stunden
}
down-between = { $from } bis { $to }
down-since-start = von Wochenbeginn bis { $to }
down-until-end = { $from } bis Wochenende
down-throughout = von Anfang bis Ende
down-more = { $n ->
    [one] und noch einmal
   *[other] und noch { $n } Mal
}
contrary = { $label }: { $part } von { $whole } englischen Kommentaren sagen das Gegenteil ihrer Bewertung. Manche lesen die Skala also vielleicht verkehrt herum.
asked-others = importiert, in den Worten eines anderen Werkzeugs

## Before and after a day

compare-title = Vor und nach dem { $day }: { $team }
compare-left-out = Die Woche { $dates } bleibt außen vor. Nur ganze Wochen, auf jeder Seite höchstens { $most }, Zeitzone { $zone }.
compare-too-small = { $n ->
    [one] Die Antworten sind vertraulich: { $n } Woche mit Antworten von weniger als fünf Personen bleibt außen vor.
   *[other] Die Antworten sind vertraulich: { $n } Wochen mit Antworten von weniger als fünf Personen bleiben außen vor.
}
compare-not-why = Zur selben Zeit kann sich noch etwas anderes geändert haben: Zwei Zeiträume können zeigen, dass sich etwas bewegt hat, nicht warum.
compare-changed = Die Frage hat sich am { $date } geändert. Die Antworten davor und danach sind nicht vergleichbar, darum wird nichts verglichen.
compare-first = Zum ersten Mal beantwortet am { $date }: Davor gibt es nichts zum Vergleichen.
compare-none-yet = Noch keine Antworten.
compare-none-after = Keine Antworten in den Wochen danach, darum gibt es nichts zu vergleichen.
compare-hidden-both = Auf beiden Seiten bleiben alle Wochen mit Antworten außen vor, darum gibt es nichts zu vergleichen.
compare-hidden-before = Davor bleiben alle Wochen mit Antworten außen vor, darum gibt es nichts zu vergleichen.
compare-hidden-after = Danach bleiben alle Wochen mit Antworten außen vor, darum gibt es nichts zu vergleichen.
compare-after = { $weeks ->
    [one] der Woche danach
   *[other] den { $weeks } Wochen danach
}
compare-before = { $weeks ->
    [one] der Woche davor
   *[other] den { $weeks } Wochen davor
}
compare-few = { $n ->
    [one] { $n } Antwort in { $after }, { $n-before } in { $before }: zu wenig für ein Ergebnis.
   *[other] { $n } Antworten in { $after }, { $n-before } in { $before }: zu wenig für ein Ergebnis.
}
compare-counts = In { $after }: { $part } von { $n } { $said }. In { $before }: { $part-before } von { $n-before } { $said-before }. Zu wenig für eine Prozentzahl.
compare-counts-net = In { $after }: { $groups }. In { $before }: { $groups-before }. Zu wenig für einen NPS.
compare-share = In { $after }: { $share } von { $n } (wahrscheinlich { $range }) { $said }, statt { $share-before } von { $n-before } (wahrscheinlich { $range-before }) in { $before }.
compare-net = In { $after }: NPS { $score } aus { $n } (wahrscheinlich { $range }), statt NPS { $score-before } aus { $n-before } (wahrscheinlich { $range-before }) in { $before }.
compare-rise = Das ist kein Zufall, sondern ein klarer Anstieg: { $size }.
compare-fall = Das ist kein Zufall, sondern ein klarer Rückgang: { $size }.
compare-steady = Stabil: höchstens { $margin } Punkte Abstand.
compare-no-clear-change = Keine klare Veränderung: Die Antworten passen zu allem von { $fits }.
compare-cannot-tell = Noch nicht zu sagen: Die Antworten passen zu allem von { $fits }.
compare-enough = Etwa { $n } Antworten pro Woche würden reichen, um über diese Wochen eine Veränderung von { $change } Punkten zu erkennen.
compare-until = (Im Wortlaut, der bis zum { $date } benutzt wurde.)
compare-future = Der { $day } liegt noch in der Zukunft. Bitte einen vergangenen Tag angeben.
compare-not-yet = Auf die Woche mit dem { $day } ist noch keine ganze Woche gefolgt. Ab dem { $from } gibt es etwas zum Vergleichen.
compare-before-first = Die erste Antwort an das Team { $team } kam am { $first }, darum gibt es vor dem { $day } nichts zum Vergleichen. Bitte einen Tag in einer späteren Woche angeben.
compare-no-answers = Das Team { $team } hat noch keine Antworten, darum gibt es nichts zu vergleichen.
compare-no-date = „{ $asked }“ ist kein Datum. Bitte so schreiben wie { $example }: { $command }
compare-not-allowed = Der Vergleich von Vorher und Nachher ist für die Leute eines Teams.

## Replies about scorecards

nameless = ohne Namen
team-unknown = Kein Team heißt „{ $asked }“.
team-unknown-known = Kein Team heißt „{ $asked }“. Es gibt: { $teams }.
week-unknown = „{ $asked }“ ist keine Woche. Bitte so schreiben wie { $example }.
week-confidential = Die Antworten an das Team { $team } sind vertraulich, darum werden die Zahlen einer Woche erst gezeigt, wenn ihre Scorecard erschienen oder sie seit einer Woche vorbei ist. Bitte eine frühere Woche angeben.
post-posting = { $channels ->
    [one] Die Scorecard des Teams { $team } für die Woche { $dates } wird in { $channels } Kanal veröffentlicht, mit dem Hinweis, dass sie verspätet ist.
   *[other] Die Scorecard des Teams { $team } für die Woche { $dates } wird in { $channels } Kanälen veröffentlicht, mit dem Hinweis, dass sie verspätet ist.
}
post-waiting = { $channels ->
    [one] In { $channels } Kanal wird sie ohnehin gleich veröffentlicht.
   *[other] In { $channels } Kanälen wird sie ohnehin gleich veröffentlicht.
}
post-posted = { $channels ->
    [one] In { $channels } Kanal ist sie schon veröffentlicht und wird nicht noch einmal veröffentlicht.
   *[other] In { $channels } Kanälen ist sie schon veröffentlicht und wird nicht noch einmal veröffentlicht.
}
post-not-over = Die Woche { $dates } ist noch nicht vorbei. Ihre Scorecard erscheint von selbst, wenn sie fällig ist.
post-no-channel = Das Team { $team } hat keinen Kanal für Scorecards. In der Konfiguration stehen Kanäle unter channels.
post-not-allowed = Scorecards veröffentlicht die Teamleitung. Es wurde nichts veröffentlicht.
elsewhere = Diese Scorecard konnte in { $channel } nicht veröffentlicht werden: Der Kanal ist archiviert oder gelöscht, oder Afterword wurde daraus entfernt. Darum kommt sie stattdessen hier an. Bitte Afterword wieder einladen oder in der Konfiguration einen anderen Kanal nennen.
possible-repeat = (vielleicht doppelt) Ein früherer Versuch, dies zu veröffentlichen, blieb ohne Antwort, und Afterword darf in diesem Kanal nicht nachlesen, ob es angekommen ist.
