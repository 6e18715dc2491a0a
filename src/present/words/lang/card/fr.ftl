### Ce que dit le bilan d'une équipe, en français.

## Instruments

glance-ces = Facile ?
glance-csat = Satisfait ?
glance-thumbs = Satisfait ?
glance-nps = Recommander ?
label-ces7 = Effort
label-ces5 = Effort (1–5)
label-ces-agree = Effort (accord, 1–5)
label-csat5 = Satisfaction
label-thumbs = Pouces
label-nps11 = NPS transactionnel
said-ces = { $n ->
    [one] a trouvé cela facile
   *[other] ont trouvé cela facile
}
said-csat = { $n ->
    [one] a été satisfait
   *[other] ont été satisfaits
}
said-thumbs = { $n ->
    [one] a mis un pouce en l'air
   *[other] ont mis un pouce en l'air
}
said-nps = { $n ->
    [one] nous recommanderait
   *[other] nous recommanderaient
}
tick-no = Non
tick-yes = Oui
score-of = { $value } sur { $max }
score-up = pouce en l'air
score-down = pouce en bas
rise-ces = Obtenir de l'aide est devenu nettement plus facile pour les clients.
fall-ces = Obtenir de l'aide est devenu nettement plus difficile pour les clients.
rise-csat = Les clients ont été nettement plus satisfaits.
fall-csat = Les clients ont été nettement moins satisfaits.
rise-thumbs = Nettement plus de clients ont été satisfaits.
fall-thumbs = Nettement moins de clients ont été satisfaits.
rise-nps = Les clients sont nettement plus enclins à nous recommander.
fall-nps = Les clients sont nettement moins enclins à nous recommander.
made-ces7 = CES 2.0 · part des réponses { $counted } sur { $max }
made-ces5 = CES sur cinq points · part des réponses { $counted } sur { $max }
made-csat5 = CSAT · part des réponses { $counted } sur { $max }
made-thumbs = Pouces · part des pouces en l'air
made-nps11 = NPS transactionnel · part des réponses { $counted } moins part des réponses { $low }
asked-ours = question v{ $version }
asked-own = vos propres mots
asked-own-since = vos propres mots, depuis le { $date }

## One question's week

no-answers = Aucune réponse.
only-few = { $n ->
    [one] Seulement { $n } réponse : trop peu pour donner un résultat.
   *[other] Seulement { $n } réponses : trop peu pour donner un résultat.
}
few-people = { $n ->
    [one] { $n } réponse, de moins de { $floor } personnes : trop peu pour donner un résultat.
   *[other] { $n } réponses, de moins de { $floor } personnes : trop peu pour donner un résultat.
}
promoters = { $n ->
    [one] { $n } promoteur
   *[other] { $n } promoteurs
}
passives = { $n ->
    [one] { $n } passif
   *[other] { $n } passifs
}
detractors = { $n ->
    [one] { $n } détracteur
   *[other] { $n } détracteurs
}
counts-net = { $groups }. Trop peu pour un score net.
counts-share = { $part } sur { $whole } { $said }. Trop peu pour un pourcentage.
share-now = { $share } { $said } ({ $part } sur { $whole }).
share-likely = Avec ce nombre de réponses, la vraie valeur est probablement de { $range }.
share-up = { $weeks ->
    [one] { $share } { $said } ({ $part } sur { $whole }), en hausse par rapport à { $before } la semaine dernière.
   *[other] { $share } { $said } ({ $part } sur { $whole }), en hausse par rapport à { $before } sur les { $weeks } dernières semaines.
}
share-down = { $weeks ->
    [one] { $share } { $said } ({ $part } sur { $whole }), en baisse par rapport à { $before } la semaine dernière.
   *[other] { $share } { $said } ({ $part } sur { $whole }), en baisse par rapport à { $before } sur les { $weeks } dernières semaines.
}
net-now = NPS { $score } ({ $groups } ; probablement { $range }).
net-up = { $weeks ->
    [one] En hausse par rapport à { $before } la semaine dernière.
   *[other] En hausse par rapport à { $before } sur les { $weeks } dernières semaines.
}
net-down = { $weeks ->
    [one] En baisse par rapport à { $before } la semaine dernière.
   *[other] En baisse par rapport à { $before } sur les { $weeks } dernières semaines.
}
real-rise = Ce n'est pas un hasard : c'est une vraie hausse, { $size }.
real-drop = Ce n'est pas un hasard : c'est une vraie baisse, { $size }.
size-between = { $far ->
   *[other] quelque part entre { $near } et { $far } points
}
size-about = { $n ->
    [one] d'environ { $n } point
   *[other] d'environ { $n } points
}
size-up-to = { $n ->
    [one] de { $n } point au plus
   *[other] de { $n } points au plus
}
steady = { $weeks ->
    [one] Stable : à { $margin } points au plus de la semaine dernière.
   *[other] Stable : à { $margin } points au plus des { $weeks } dernières semaines.
}
no-clear-change = { $weeks ->
    [one] Pas de changement clair par rapport à la semaine dernière ({ $before }).
   *[other] Pas de changement clair par rapport aux { $weeks } dernières semaines ({ $before }).
}
cannot-tell = On ne peut pas encore le dire ({ $part } sur { $whole }) : les réponses sont compatibles avec tout, { $fits }.
cannot-tell-net = { $weeks ->
    [one] On ne peut pas encore le dire : après { $before } la semaine dernière, les réponses sont compatibles avec tout, { $fits }.
   *[other] On ne peut pas encore le dire : après { $before } sur les { $weeks } dernières semaines, les réponses sont compatibles avec tout, { $fits }.
}
fits-both = { $worse ->
    [one] de { $worse } point de moins à { $better } de plus
   *[other] de { $worse } points de moins à { $better } de plus
}
fits-better = { $n ->
    [one] d'aucun changement à { $n } point de plus
   *[other] d'aucun changement à { $n } points de plus
}
fits-worse = { $n ->
    [one] de { $n } point de moins à aucun changement
   *[other] de { $n } points de moins à aucun changement
}
share-price = Environ { $needed } réponses par semaine suffiraient pour voir un changement de { $change } points.
net-price = Pour cerner un mouvement de { $change } points, il faut environ { $needed } réponses dans chaque période.
changed-on = La question a changé le { $date }. Les scores d'avant et d'après ne sont pas comparables, il n'y a donc pas de flèche.
first-week = C'est la première semaine, il n'y a donc encore rien à quoi la comparer.
too-few-before = Il y avait trop peu de réponses les semaines précédentes pour comparer.
all-the-same = Les { $n } réponses donnent toutes la même note : { $score }.

## The week in a few words

verdict-up = Nette hausse
verdict-down = Nette baisse
verdict-steady = Stable
verdict-no-clear-change = Sans changement clair
verdict-cannot-tell = Trop tôt pour le dire
week-too-few = Trop peu de réponses pour dire comment la semaine s'est passée.
week-few = Quelques réponses, pas assez pour juger la semaine.
nothing-closed-week = Aucun ticket n'a été clos cette semaine.
nothing-closed-yet = Aucun ticket n'a encore été clos cette semaine.
nobody-asked = Personne n'a été interrogé cette semaine.
nobody-asked-yet = Personne n'a encore été interrogé cette semaine.
nobody-answered = Personne n'a répondu cette semaine.
nobody-answered-yet = Personne n'a encore répondu cette semaine.
week-changed = La question a changé, il n'y a donc encore rien à quoi comparer cette semaine.
week-first = La première semaine avec des réponses : à partir de maintenant, on pourra comparer.
week-nothing-before = Encore rien à quoi comparer cette semaine.
week-steady = Une semaine stable.
week-no-clear-change = Pas de changement clair par rapport aux semaines précédentes.
week-cannot-tell = Trop peu de réponses pour dire si quelque chose a changé.

## Numbers in one line

answers = { $n ->
    [one] { $n } réponse
   *[other] { $n } réponses
}
people = { $n ->
    [one] { $n } personne
   *[other] { $n } personnes
}
share-of = { $share } sur { $n }, probablement { $range }
net-of = NPS { $score } sur { $n }, probablement { $range }
net-range = de { $from } à { $to }
answers-from = { $answers } de { $people }
mean-of = moyenne { $mean } sur { $max }, probablement { $range }
before-share = { $weeks ->
    [one] la semaine dernière : { $share } sur { $n }
   *[other] les { $weeks } dernières semaines : { $share } sur { $n }
}
before-net = { $weeks ->
    [one] la semaine dernière : { $score } sur { $n }
   *[other] les { $weeks } dernières semaines : { $score } sur { $n }
}
change-of = changement { $change }, probablement de { $from } à { $to } points

## The card

title = { $team }, { $dates }
the-team = L'équipe
week-number = Semaine { $week }
provisional = provisoire : la semaine n'est pas finie
late = publié en retard
lead = { $label } :
how-hint = Comment est-ce calculé ? Les détails le disent, avec la répartition des notes et tous les comptes.
nothing-closed = Rien n'a été clos et personne n'a été interrogé.
funnel = { $closed ->
    [one] { $closed } ticket clos : { $asked } questions posées, { $delivered } remises, { $answered } réponses.
   *[other] { $closed } tickets clos : { $asked } questions posées, { $delivered } remises, { $answered } réponses.
}
not-asked = Question non posée { $n } : { $list }.
not-reached = Injoignables { $n } : { $list }.
counted = { $what } ({ $n })
response-few = { $whole ->
    [one] { $part } réponse sur { $whole } personne interrogée.
   *[other] Ont répondu : { $part } des { $whole } personnes interrogées.
}
response-few-week = { $whole ->
    [one] { $part } réponse sur { $whole } personne interrogée { $dates }.
   *[other] Ont répondu : { $part } des { $whole } personnes interrogées { $dates }.
}
response = { $whole ->
   *[other] { $part } des { $whole } personnes interrogées ont répondu ({ $share }, probablement { $range }).
}
response-week = { $whole ->
   *[other] { $part } des { $whole } personnes interrogées { $dates } ont répondu ({ $share }, probablement { $range }).
}
heard-less = Sous-représentés : les tickets « { $name } » ({ $tickets } des tickets clos, { $answers } de ceux qui ont eu une réponse).
heard-more = Surreprésentés : les tickets « { $name } » ({ $tickets } des tickets clos, { $answers } de ceux qui ont eu une réponse).
heard-wait-less = Sous-représentés : les tickets clos { $wait ->
    [hour] en une heure au plus
    [day] en un jour au plus, mais pas en une heure
   *[longer] après plus d’un jour
} ({ $tickets } des tickets clos, { $answers } de ceux qui ont eu une réponse).
heard-wait-more = Surreprésentés : les tickets clos { $wait ->
    [hour] en une heure au plus
    [day] en un jour au plus, mais pas en une heure
   *[longer] après plus d’un jour
} ({ $tickets } des tickets clos, { $answers } de ceux qui ont eu une réponse).
came-from = Les réponses de cette semaine viennent de { $people }.
coverage = Couverture : la question a été posée pour { $share } des tickets clos.
customers-named = Ce que les clients ont cité : { $list }.
cases-few = Notes basses : moins de { $floor } personnes, leurs cas ne sont donc pas comptés ici.
cases = { $new ->
    [one] Notes basses : { $new } nouveau cas, pris en charge { $answered }, rattrapés { $recovered }, ouverts à présent { $open }.
   *[other] Notes basses : { $new } nouveaux cas, pris en charge { $answered }, rattrapés { $recovered }, ouverts à présent { $open }.
}
cases-waited = { $new ->
    [one] Notes basses : { $new } nouveau cas, pris en charge { $answered } (après { $waited }, médiane), rattrapés { $recovered }, ouverts à présent { $open }.
   *[other] Notes basses : { $new } nouveaux cas, pris en charge { $answered } (après { $waited }, médiane), rattrapés { $recovered }, ouverts à présent { $open }.
}
minutes = { $minutes } min
hours = { $hours } h { $minutes } min
credit-moved = Attributions corrigées : { $n }.
credit-moved-list = Attributions corrigées : { $n } ({ $list }).
credit-ticket = ticket { $ticket }
credit-from-to = { $ticket } : { $from } → { $to }
credit-from-to-why = { $ticket } : { $from } → { $to } ({ $why })
credit-more = et { $n } de plus
credit-nobody = personne
credit-somebody = quelqu'un
missed = { $channels ->
    [one] Ce bilan a été manqué dans { $channels } canal : Afterword ne tournait pas au moment prévu. Un responsable peut le faire publier : { $command }
   *[other] Ce bilan a été manqué dans { $channels } canaux : Afterword ne tournait pas au moment prévu. Un responsable peut le faire publier : { $command }
}

## Agents, segments, phrases

one-agent = Toutes les réponses attribuées concernent les tickets d'une seule personne, on ne compare donc personne.
agent-above = { $name } est nettement au-dessus de l'équipe ({ $share } sur { $n } ; équipe { $team }).
nobody-apart = Personne n'est nettement au-dessus ou au-dessous de l'équipe.
by-touchpoint = { $label } par point de contact : { $list }.
by-segment = { $label } par segment : { $list }.
by-tag = { $label } par étiquette : { $list }.
segment-few = { $name } { $part } sur { $n }
segment = { $name } { $share } sur { $n }, probablement { $range }
segment-above = { $name } { $share } sur { $n }, probablement { $range }, nettement au-dessus du reste
segment-below = { $name } { $share } sur { $n }, probablement { $range }, nettement au-dessous du reste
unnamed = sans nom
phrase = { $lows ->
   *[other] « { $words } » revient dans { $low } commentaires mécontents sur { $lows } et dans { $high } contents sur { $highs }.
}

## The details

details = Détails : { $title }
closed-heading = Tickets clos cette semaine
how-heading = Comment est-ce calculé ?
ledger-none = Aucun.
ledger = { $n } en tout : { $list }.
ledger-item = { $state } ({ $n })
spread = { $label }, répartition de { $answers }. { $list }
spread-point = { $point } : { $shown }
crept-above = { $label } : les semaines sont montées peu à peu au-dessus de leur niveau d'avant.
crept-below = { $label } : les semaines sont descendues peu à peu au-dessous de leur niveau d'avant.
out-above = { $label } : cette semaine est au-dessus de la bande où se situent les semaines passées de cette équipe.
out-below = { $label } : cette semaine est au-dessous de la bande où se situent les semaines passées de cette équipe.
quote-gave = Un client qui a donné { $score } :
state-planned = question encore à poser
state-held = en attente
state-delivered = question posée, pas encore de réponse
state-answered = réponse reçue
state-declined = ne veut plus de questions
state-expired = pas de réponse dans le délai
state-skipped = question non posée
state-undeliverable = injoignable
state-cancelled = question retirée
skip-already-asked = déjà interrogé
skip-no-customer = aucun client indiqué
skip-customer-is-agent = client de l'équipe
skip-customer-is-bot = client qui est un programme
skip-opted-out = ne veut pas de questions
skip-cooldown = interrogé récemment
skip-sampled-out = non tiré au sort
skip-too-old = clos depuis trop longtemps
skip-not-resolved = clos sans solution
skip-no-human-reply = clos sans réponse de l'équipe
skip-team-paused = questions en pause
skip-agent-declined = clos sans poser la question
unreached-no-place = aucun compte de messagerie connu
unreached-dm-closed = messages privés fermés
unreached-user-gone = le compte n'existe plus
unreached-channel-gone = la conversation n'existe plus
unreached-not-allowed = nous ne pouvons pas y écrire
unreached-too-late = rien n'a marché à temps
unreached-refused = la plateforme a refusé le message
another-reason = une autre raison

## How it was worked out

work-share = { $label }, part : { $part } réponses sur { $whole } étaient { $counted }, soit { $share }. Fourchette probable { $range } : fourchette de Wilson à { $level }.
work-thumbs = { $label }, part : { $part } réponses sur { $whole } étaient des pouces en l'air, soit { $share }. Fourchette probable { $range } : fourchette de Wilson à { $level }.
work-net = { $label } : { $part } réponses sur { $whole } étaient { $counted } (promoteurs) et { $detractors } étaient { $low } (détracteurs) ; la différence de leurs parts, multipliée par cent, est { $score }. Fourchette probable { $range } : Wald ajusté à { $level }. Demandé après un ticket, ce n'est pas le NPS d'une enquête annuelle et il ne se compare pas à lui.
work-mean = { $label }, moyenne : { $mean }. Fourchette probable { $range } : une réponse ajoutée à chaque bout de l'échelle, puis le t de Student (plus deux, notre propre construction).
work-repeats = { $label }, clients qui répondent plusieurs fois : { $n } réponses viennent de { $people } personnes. Les réponses d'une même personne vont ensemble ; pour les fourchettes elles en valent { $worth } indépendantes (variance entre personnes).
work-change = { $weeks ->
    [one] { $label }, changement : { $now } maintenant, { $before } la semaine dernière ({ $part } sur { $whole }). La différence se situe probablement entre { $from } et { $to } points : square-and-add (Newcombe 1998, méthode 10).
   *[other] { $label }, changement : { $now } maintenant, { $before } sur les { $weeks } dernières semaines ({ $part } sur { $whole }). La différence se situe probablement entre { $from } et { $to } points : square-and-add (Newcombe 1998, méthode 10).
}
work-change-net = { $weeks ->
    [one] { $label }, changement : { $now } maintenant, { $before } la semaine dernière ({ $n } réponses). La différence se situe probablement entre { $from } et { $to } points : square-and-add (Newcombe 1998, méthode 10).
   *[other] { $label }, changement : { $now } maintenant, { $before } sur les { $weeks } dernières semaines ({ $n } réponses). La différence se situe probablement entre { $from } et { $to } points : square-and-add (Newcombe 1998, méthode 10).
}
work-clear = Un changement est dit clair si sa fourchette exclut 0, et stable si elle reste à { $margin } points au plus de 0. Environ une semaine sur vingt paraît claire par le seul hasard.
work-floors = Moins de { $few } réponses : pas de score. Moins de { $percent } : des comptes seulement, ni pourcentage ni comparaison. Moins de { $baseline } les semaines précédentes : pas de comparaison.
work-agents = Agents : quelqu'un n'est dit nettement au-dessus qu'à partir de { $few } réponses, si le test du khi-deux N-1 face au reste de l'équipe le dit encore après la correction de Holm pour tous les agents examinés. Personne n'est classé.
work-asked = Qui a répondu : parmi les personnes interrogées { $dates }, la semaine la plus récente dont le délai de réponse est passé. Fourchette probable : fourchette de Wilson à { $level }.
work-heard = Représentés : parmi les tickets clos { $dates }, ceux de chaque canal, point de contact, segment, étiquette et durée (une heure, un jour, plus), face à tous les autres. Est cité ce dont la part des réponses est sous la moitié ou au-dessus du double de sa part des tickets, à partir de { $few } tickets et d’autant de réponses en tout, si le khi-deux N-1 le dit encore après la correction de Holm pour toutes.
work-counts = Une réponse compte dans la semaine où elle est arrivée d'abord, avec sa dernière valeur. Un ticket compte dans la semaine où il a été clos.
work-week = La semaine va du { $from } au { $to } ({ $zone }).
work-rules = Chaque règle avec sa formule, sa source et un exemple calculé : « How we count », docs/counting.md (en anglais).

## Promises

promise-own = La promesse de la semaine
promise-earlier = Une promesse d'avant
promise-told = { $lead } ({ $dates }) : { $fate }.
promise-told-by = { $lead } ({ $dates }, par { $name }) : { $fate }.
promise-stands = { $lead } : { $fate }.
promise-open = { $lead } : qu'est-elle devenue ?
fate-kept = tenue
fate-not-kept = non tenue
fate-still = en cours
fate-unsaid = on n'a pas dit ce qu'elle est devenue
mark-kept = Tenue
mark-not-kept = Non tenue
mark-still = En cours
promise-button = Promesse pour cette semaine
promise-made = La promesse de l'équipe { $team } pour la semaine { $dates } :
promise-cut = Elle dépassait { $most } caractères et a été coupée.
promise-replaced = Elle remplace la précédente, qui est conservée.
promise-last = La dernière promesse : { $fate }.
promise-unclear = Ce qu'est devenue la promesse précédente n'a pas pu être lu : il faut choisir une réponse et une seule.
promise-next = Le prochain bilan la rappellera, avec ce qu'elle est devenue. On peut le dire à tout moment :
promise-noted = Noté pour la semaine { $dates } : { $fate }. Le prochain bilan le dira.
promise-noted-late = Noté pour la semaine { $dates } : { $fate }. Ce qui est publié reste tel quel ; le prochain bilan le dira.
promise-nothing = Rien n'a été écrit ni choisi, donc rien n'a changé.
promise-not-allowed = Les promesses sont réservées aux personnes d'une équipe. Rien n'a changé.
promise-not-of-the-team = Les promesses de l'équipe { $team } sont réservées aux personnes de cette équipe. Rien n'a changé.
promise-which-team = Vous êtes dans plusieurs équipes ({ $teams }). Tapez la commande dans un canal de l'équipe voulue, ou appuyez sur le bouton sous son bilan. Rien n'a changé.
promise-none-yet = L'équipe { $team } n'a encore rien promis pour cette semaine : /afterword promise <ce que vous ferez mieux>
promise-this-week = Cette semaine
promise-before = La précédente
promise-ask-this = Qu'est devenue celle de cette semaine ?
promise-ask-before = Qu'est-elle devenue ?
nothing-changed = Rien n'a changé.
promise-form-title = Promesse de la semaine
promise-form-fate = Qu'est devenue la dernière promesse ?
promise-form-text = Que ferez-vous mieux cette semaine ?
promise-form-submit = Promettre

## The picture

chart-team = Bilan de l'équipe
chart-not-over = La semaine n'est pas finie.
chart-closed = clos
chart-asked = questions
chart-delivered = remises
chart-answered = réponses
chart-no-answers = Aucune réponse
chart-nothing = Rien à montrer cette semaine
chart-only = { $n ->
    [one] { $n } seule réponse
   *[other] { $n } réponses
}
chart-few-people = De trop peu de personnes
chart-few = Trop peu pour un résultat
chart-part = { $part } sur { $n }
chart-few-net = Trop peu pour un score net
chart-few-share = Trop peu pour un pourcentage
chart-part-answers = { $part } sur { $n } réponses
chart-likely = plutôt { $range }
chart-before = { $weeks ->
    [one] semaine dernière { $score }
   *[other] { $weeks } dern. semaines { $score }
}
chart-changed = question changée
alt-start = Bilan : { $title }.
alt-spread = Répartition : { $list }.
alt-weeks = Semaines : { $list }.
alt-week = { $day } { $score }
alt-changed = La question a changé dans la semaine du { $days }.
alt-and-of = { $before } et du { $next }
funnel-short = { $closed } clos, { $asked } questions posées, { $delivered } remises, { $answered } réponses.

## The page

page-spread = Répartition des notes
page-closed = Tickets clos
page-stands = Où en est chaque ticket
page-all = En tout
page-not-asked = Question non posée, par raison
page-not-reached = Injoignables, par raison
page-named = Ce que les clients ont cité
page-ticked = Raisons cochées
page-words = Dans les mots des clients
page-gave = a donné { $score }

## Why a number moved, and what else must be known

mix-more = il est arrivé plus de tickets « { $name } »
mix-fewer = il est arrivé moins de tickets « { $name } »
mix-larger = une plus grande part des tickets était « { $name } »
mix-smaller = une plus petite part des tickets était « { $name } »
mix-fall-whole = { $n ->
    [one] Toute la baisse ({ $n } point) vient de ce qu'{ $why }, et non d'un service moins bon.
   *[other] Toute la baisse ({ $n } points) vient de ce qu'{ $why }, et non d'un service moins bon.
}
mix-fall-most = { $n ->
    [one] La plus grande part de la baisse ({ $part } point sur { $n }) vient de ce qu'{ $why }, et non d'un service moins bon.
   *[other] La plus grande part de la baisse ({ $part } points sur { $n }) vient de ce qu'{ $why }, et non d'un service moins bon.
}
mix-fall-half = { $n ->
    [one] Environ la moitié de la baisse ({ $part } point sur { $n }) vient de ce qu'{ $why }, et non d'un service moins bon.
   *[other] Environ la moitié de la baisse ({ $part } points sur { $n }) vient de ce qu'{ $why }, et non d'un service moins bon.
}
mix-rise-whole = { $n ->
    [one] Toute la hausse ({ $n } point) vient de ce qu'{ $why }, et non d'un meilleur service.
   *[other] Toute la hausse ({ $n } points) vient de ce qu'{ $why }, et non d'un meilleur service.
}
mix-rise-most = { $n ->
    [one] La plus grande part de la hausse ({ $part } point sur { $n }) vient de ce qu'{ $why }, et non d'un meilleur service.
   *[other] La plus grande part de la hausse ({ $part } points sur { $n }) vient de ce qu'{ $why }, et non d'un meilleur service.
}
mix-rise-half = { $n ->
    [one] Environ la moitié de la hausse ({ $part } point sur { $n }) vient de ce qu'{ $why }, et non d'un meilleur service.
   *[other] Environ la moitié de la hausse ({ $part } points sur { $n }) vient de ce qu'{ $why }, et non d'un meilleur service.
}
down = Afterword n'a pas tourné pendant { $length } cette semaine ({ $when }) : des tickets clos pendant ce temps peuvent manquer, ou la question a été posée en retard.
down-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
down-hours = { $n ->
    [one] { $n } heure
   *[other] { $n } heures
}
down-between = { $from } à { $to }
down-since-start = du début à { $to }
down-until-end = { $from } à la fin
down-throughout = du début à la fin
down-more = { $n ->
    [one] et une autre fois
   *[other] et { $n } autres fois
}
contrary = { $label } : { $part } commentaires en anglais sur { $whole } disent le contraire de leur note ; certains clients lisent peut-être l'échelle à l'envers.
asked-others = importé, dans les mots d'un autre outil

## Before and after a day

compare-title = Avant et après le { $day } : { $team }
compare-left-out = La semaine { $dates } est laissée de côté. Semaines complètes seulement, { $most } au plus de chaque côté, fuseau horaire { $zone }.
compare-too-small = { $n ->
    [one] Les réponses sont confidentielles : { $n } semaine avec des réponses de moins de cinq personnes est laissée de côté.
   *[other] Les réponses sont confidentielles : { $n } semaines avec des réponses de moins de cinq personnes sont laissées de côté.
}
compare-not-why = Autre chose a pu changer au même moment : deux périodes peuvent montrer que quelque chose a bougé, pas pourquoi.
compare-changed = La question a changé le { $date }. Les réponses d'avant et d'après ne sont pas comparables, on ne compare donc rien.
compare-first = Première réponse le { $date } : avant cette date, il n'y a rien à comparer.
compare-none-yet = Pas encore de réponses.
compare-none-after = Aucune réponse les semaines suivantes, il n'y a donc rien à comparer.
compare-hidden-both = Des deux côtés, toutes les semaines avec des réponses sont laissées de côté : il n'y a donc rien à comparer.
compare-hidden-before = Avant, toutes les semaines avec des réponses sont laissées de côté : il n'y a donc rien à comparer.
compare-hidden-after = Après, toutes les semaines avec des réponses sont laissées de côté : il n'y a donc rien à comparer.
compare-after = { $weeks ->
    [one] la semaine suivante
   *[other] sur les { $weeks } semaines suivantes
}
compare-before = { $weeks ->
    [one] la semaine précédente
   *[other] sur les { $weeks } semaines précédentes
}
compare-few = { $n ->
    [one] { $n } réponse { $after }, { $n-before } { $before } : trop peu pour donner un résultat.
   *[other] { $n } réponses { $after }, { $n-before } { $before } : trop peu pour donner un résultat.
}
compare-counts = { $part } sur { $n } { $said } { $after }, { $part-before } sur { $n-before } { $said-before } { $before }. Trop peu pour un pourcentage.
compare-counts-net = { $groups } { $after } ; { $groups-before } { $before }. Trop peu pour un score net.
compare-share = { $share } sur { $n } (probablement { $range }) { $said } { $after }, contre { $share-before } sur { $n-before } (probablement { $range-before }) { $before }.
compare-net = NPS { $score } sur { $n } (probablement { $range }) { $after }, contre NPS { $score-before } sur { $n-before } (probablement { $range-before }) { $before }.
compare-rise = Ce n'est pas un hasard : c'est une nette hausse, { $size }.
compare-fall = Ce n'est pas un hasard : c'est une nette baisse, { $size }.
compare-steady = Stable : { $margin } points d'écart au plus.
compare-no-clear-change = Pas de changement clair : les réponses sont compatibles avec tout, { $fits }.
compare-cannot-tell = On ne peut pas encore le dire : les réponses sont compatibles avec tout, { $fits }.
compare-enough = Environ { $n } réponses par semaine suffiraient pour voir un changement de { $change } points sur ces semaines.
compare-until = (Dans les mots utilisés jusqu'au { $date }.)
compare-future = Le { $day } est encore à venir. Demandez un jour passé.
compare-not-yet = Aucune semaine complète n'a encore suivi celle du { $day }. À partir du { $from }, il y aura de quoi comparer.
compare-before-first = La première réponse à l'équipe { $team } est arrivée le { $first }, il n'y a donc rien avant le { $day } à quoi comparer. Demandez une semaine plus récente.
compare-no-answers = L'équipe { $team } n'a pas encore de réponses, il n'y a donc rien à comparer.
compare-no-date = « { $asked } » n'est pas une date. Écrivez-la comme { $example } : { $command }
compare-not-allowed = La comparaison avant-après est réservée aux personnes d'une équipe.

## Replies about scorecards

nameless = sans nom
team-unknown = Aucune équipe ne s'appelle « { $asked } ».
team-unknown-known = Aucune équipe ne s'appelle « { $asked } ». Il y a : { $teams }.
week-unknown = « { $asked } » n'est pas une semaine. Écrivez-la comme { $example }.
week-confidential = Les réponses à l'équipe { $team } sont confidentielles, les chiffres d'une semaine ne sont donc montrés qu'une fois son bilan publié, ou une semaine après sa fin. Demandez une semaine antérieure.
post-posting = { $channels ->
    [one] Le bilan de l'équipe { $team } pour la semaine { $dates } va être publié dans { $channels } canal ; il indiquera qu'il est en retard.
   *[other] Le bilan de l'équipe { $team } pour la semaine { $dates } va être publié dans { $channels } canaux ; il indiquera qu'il est en retard.
}
post-waiting = { $channels ->
    [one] Dans { $channels } canal, il est déjà sur le point d'être publié.
   *[other] Dans { $channels } canaux, il est déjà sur le point d'être publié.
}
post-posted = { $channels ->
    [one] Dans { $channels } canal, il est déjà publié et ne le sera pas deux fois.
   *[other] Dans { $channels } canaux, il est déjà publié et ne le sera pas deux fois.
}
post-not-over = La semaine { $dates } n'est pas finie. Son bilan sera publié de lui-même le moment venu.
post-no-channel = L'équipe { $team } n'a pas de canal pour les bilans. La configuration les indique sous channels.
post-not-allowed = Les bilans sont publiés par les responsables de l'équipe. Rien n'a été publié.
elsewhere = Ce bilan n'a pas pu être publié dans { $channel } : le canal est archivé ou n'existe plus, ou j'en ai été retiré. C'est donc à vous qu'il est envoyé. Invitez-moi de nouveau, ou indiquez un autre canal dans la configuration.
possible-repeat = (doublon possible) Une tentative précédente de publier ceci est restée sans réponse, et je n'ai pas le droit de lire ce canal pour voir si le message est arrivé.
