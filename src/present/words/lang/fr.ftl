### Ce que les clients lisent, en français. On vouvoie.

## The question

ces7-question = à quel point a-t-il été facile de faire résoudre votre demande ?
ces7-short = À quel point était-ce facile ?
ces7-low = Très difficile
ces7-high = Très facile
ces7-wrong = Qu'est-ce qui a été difficile ?

ces5-question = à quel point a-t-il été facile de faire résoudre votre demande ?
ces5-short = À quel point était-ce facile ?
ces5-low = Très difficile
ces5-high = Très facile
ces5-wrong = Qu'est-ce qui a été difficile ?

csat5-question = quel est votre degré de satisfaction quant à l'aide que vous avez reçue ?
csat5-short = Quel est votre degré de satisfaction ?
csat5-low = Pas du tout satisfait
csat5-high = Très satisfait
csat5-wrong = Qu'est-ce qui n'a pas été ?

thumbs-question = l'aide que vous avez reçue vous a-t-elle satisfait ?
thumbs-short = Cela vous a-t-il satisfait ?
thumbs-low = Non, pouce en bas
thumbs-high = Oui, pouce en l'air
thumbs-wrong = Qu'est-ce qui n'a pas été ?

nps11-question = quelle est la probabilité que vous nous recommandiez à vos proches ou collègues ?
nps11-short = Quelle probabilité de nous recommander ?
nps11-low = Pas du tout probable
nps11-high = Très probable
nps11-wrong = Que faudrait-il améliorer ?

prompt = { $person }, { $question }
point-word = { $point } { $word }
point-named = { $point } : { $word }
point-of = { $point } sur { $max }
ticket-number = Ticket nº { $number }
sees-named = Votre réponse sera lue par l'équipe
sees-named-ticket = { $ticket } · votre réponse sera lue par l'équipe
sees-leads = Votre réponse sera lue par les responsables du support
sees-leads-ticket = { $ticket } · votre réponse sera lue par les responsables du support
sees-confidential = Votre réponse est confidentielle : seuls des totaux sont montrés
sees-confidential-ticket = { $ticket } · votre réponse est confidentielle : seuls des totaux sont montrés
not-solved = Pas encore résolu
decline = Ne plus me demander

## What takes the question's place

thanked-person = Merci, { $person } a répondu.
thanked = Merci, une réponse a été donnée.
expired = Cette question est maintenant close. Merci tout de même.
declined = C'est noté : plus de questions.
cancelled-reopened = Ce ticket a été rouvert ; il n'y a donc encore rien à répondre.
cancelled-not-solved = Merci de l'avoir dit : l'équipe sait maintenant que ce n'est pas encore résolu.
cancelled-deleted = Ce ticket n'existe plus ; il n'y a donc plus rien à répondre.
cancelled-erased = Cette question a été retirée.
cancelled-another-open = Une autre question vous attend déjà ; celle-ci est close.

## Once more, later

reminder = { $person }, la question ci-dessus est toujours ouverte. C'est le seul rappel.
again = { $person }, { $question }
again-question = est-ce que cela va mieux ?
again-why = { $question } Le point choisi remplace votre première réponse. Cette question n'est posée qu'une fois.
again-thanks = Merci de nous l'avoir dit.

## Said to one person

saved = Enregistré : { $score }.
saved-and-asked = { $saved } { $why }
tell-why = Dites-nous pourquoi
change = Modifier
follow = Si vous le voulez bien : { $question }
last-counts = Le dernier choix compte.
comment-saved = Merci, c'est enregistré.
comment-saved-cut = Merci, c'est enregistré. Le texte dépassait ce que nous pouvons garder ; la fin a été coupée.
opted-out = On ne vous demandera plus rien. { $command } réactive les questions.
opted-in = On pourra de nouveau vous interroger après un ticket. { $command } désactive les questions.
told-team = Merci de nous l'avoir dit. L'équipe sait maintenant que ce n'est pas encore résolu.
refused-not-asked = Cette question s'adresse au client ; rien n'a été enregistré.
refused-agent = L'équipe ne peut pas se noter elle-même ; rien n'a été enregistré.
refused-bot = Seules des personnes peuvent répondre ; rien n'a été enregistré.
refused-off-scale = Ce n'est pas un point de l'échelle de cette question ; rien n'a été enregistré.
refused-expired = Cette question est close ; rien n'a été enregistré. Merci tout de même.
refused-declined = Vous avez demandé à ne plus être interrogé ; rien n'a été enregistré. { $command } réactive les questions.
refused-cancelled = Cette question a été annulée ; rien n'a été enregistré.
refused-not-open = Cette question n'est pas ouverte ; rien n'a été enregistré.
refused-too-late = { $days ->
    [one] Une réponse peut être modifiée pendant { $days } jour. Il est passé ; elle reste telle quelle.
   *[other] Une réponse peut être modifiée pendant { $days } jours. Ils sont passés ; elle reste telle quelle.
}
refused-no-answer = Il n'y a pas encore de réponse à compléter. Veuillez d'abord choisir un point de l'échelle.
refused-out-of-order = Cela ne convient plus ; rien n'a été enregistré.
unknown-control = Nous ne connaissons plus ce bouton ; rien n'a été enregistré.
not-saved = Non enregistré, veuillez appuyer de nouveau.
not-saved-form = Non enregistré, veuillez envoyer de nouveau.
not-saved-command = L'enregistrement a échoué. Veuillez réessayer.
form-expired = Le formulaire n'a pas pu s'ouvrir à temps. Veuillez appuyer de nouveau sur le bouton.
help-intro = Quand l'un de vos tickets est clos, on peut vous demander si cela a été facile. C'est vous qui décidez :
help-stop-asking = plus de questions pour vous, nulle part
help-ask-me = de nouveau des questions pour vous
help-help = cette liste
not-understood = Cela n'a pas été compris : « { $text } »
rehearsal = Ceci n'est qu'un aperçu : rien n'a été enregistré.
home-title = Vos choix
home-asked = Quand l'un de vos tickets est clos, on peut vous demander si cela a été facile : un clic, et jamais souvent.
home-stop = Ne pas me demander
home-stopped = On ne vous demande pas comment se sont passés vos tickets, nulle part.
home-ask = Me demander de nouveau
for-the-team = Ceci est réservé aux personnes d'une équipe de support ; rien n'a été modifié. { $command } montre ce qui est pour vous.

## The form

send = Envoyer
reasons-high = Quelque chose a-t-il été difficile ?
outcome-high = Quelque chose s'est-il mal passé ?
own-words = Dites-le avec vos mots
contact = Pouvons-nous revenir vers vous ?
contact-ok = On peut me recontacter
contact-ok-confidential = On peut me recontacter ; les responsables voient alors cette réponse
reason-repeat = J'ai dû me répéter
reason-passed-around = Renvoyé d'un service à l'autre
reason-came-back = J'ai dû revenir
reason-switched-channel = J'ai dû changer de canal
reason-slow = Lent
reason-not-fixed = Pas réparé
reason-unclear = Réponse peu claire

## The page

page-reasons = Quelque chose a-t-il été difficile ? (facultatif)
page-outcome = Quelque chose s'est-il mal passé ? (facultatif)
page-own-words = Dites-le avec vos mots (facultatif)
page-ways-out = Ou, au lieu d'une réponse
page-choose = Veuillez choisir un point de l'échelle. Rien n'a encore été enregistré.
page-thanks = Merci. Vous pouvez fermer cette page.
page-thanks-cut = Merci. Votre texte dépassait ce que nous pouvons garder ; la fin a été coupée. Vous pouvez fermer cette page.
page-not-solved = Merci de nous l'avoir dit.
page-not-solved-more = L'équipe sait maintenant que ce n'est pas encore résolu. Vous pouvez fermer cette page.
page-declined = On ne vous demandera plus rien.
page-declined-more = Vous pouvez fermer cette page.
page-gone = Ce lien n'est pas ouvert.
page-gone-more = Chaque lien sert une fois, pendant quelques jours. Si vous avez répondu avec celui-ci, votre réponse est enregistrée. Sinon, veuillez écrire aux personnes qui vous l'ont envoyé.

## What the list of commands says

command-afterword = Demander aux clients si c'était facile, et lire leurs réponses
command-stop-asking = Ne plus me demander comment s'est passé un ticket
command-ask-me = Me demander de nouveau comment se sont passés mes tickets
command-help = Dire ce que fait Afterword et quelles commandes il connaît
