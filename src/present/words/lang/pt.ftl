### O que os clientes leem, em português. Tratamento: você.

## The question

ces7-question = quão fácil foi resolver o seu problema?
ces7-short = Quão fácil foi?
ces7-low = Muito difícil
ces7-high = Muito fácil
ces7-wrong = O que dificultou?

ces5-question = quão fácil foi resolver o seu problema?
ces5-short = Quão fácil foi?
ces5-low = Muito difícil
ces5-high = Muito fácil
ces5-wrong = O que dificultou?

csat5-question = qual é o seu grau de satisfação com a ajuda que recebeu?
csat5-short = Qual é o seu grau de satisfação?
csat5-low = Muita insatisfação
csat5-high = Muita satisfação
csat5-wrong = O que deu errado?

thumbs-question = a ajuda que você recebeu foi satisfatória?
thumbs-short = A ajuda foi satisfatória?
thumbs-low = Não, polegar para baixo
thumbs-high = Sim, polegar para cima
thumbs-wrong = O que deu errado?

nps11-question = qual é a probabilidade de você nos recomendar a amigos ou colegas?
nps11-short = Qual é a probabilidade de nos recomendar?
nps11-low = Nada provável
nps11-high = Muito provável
nps11-wrong = O que teria que melhorar?

prompt = { $person }, { $question }
point-word = { $point } { $word }
point-named = { $point }: { $word }
point-of = { $point } de { $max }
ticket-number = Ticket nº { $number }
sees-named = A equipe verá a sua resposta
sees-named-ticket = { $ticket } · a equipe verá a sua resposta
sees-leads = A liderança do suporte verá a sua resposta
sees-leads-ticket = { $ticket } · a liderança do suporte verá a sua resposta
sees-confidential = A sua resposta é confidencial: só são mostrados totais
sees-confidential-ticket = { $ticket } · a sua resposta é confidencial: só são mostrados totais
not-solved = Ainda não resolvido
decline = Não me pergunte mais

## What takes the question's place

thanked-person = Obrigado, { $person } respondeu.
thanked = Obrigado, já há uma resposta.
expired = Esta pergunta foi encerrada. Obrigado mesmo assim.
declined = Entendido: sem mais perguntas.
cancelled-reopened = Este ticket foi reaberto, então ainda não há nada para responder.
cancelled-not-solved = Obrigado por avisar: a equipe agora sabe que ainda não está resolvido.
cancelled-deleted = Este ticket não existe mais, então não há mais nada para responder.
cancelled-erased = Esta pergunta foi retirada.
cancelled-another-open = Há outra pergunta aberta para você, então esta foi encerrada.

## Once more, later

reminder = { $person }, a pergunta acima continua aberta. Este é o único lembrete.
again = { $person }, { $question }
again-question = melhorou?
again-why = { $question } O ponto escolhido substitui a sua primeira resposta. Isto é perguntado uma única vez.
again-thanks = Obrigado por nos dizer.

## Said to one person

saved = Salvo: { $score }.
saved-and-asked = { $saved } { $why }
tell-why = Conte o porquê
change = Alterar
follow = Se quiser: { $question }
last-counts = Vale o último toque.
comment-saved = Obrigado, está salvo.
comment-saved-cut = Obrigado, está salvo. Era mais longo do que podemos guardar, então o final foi cortado.
opted-out = Não vamos perguntar de novo. { $command } reativa as perguntas.
opted-in = Você poderá receber perguntas de novo depois de um ticket. { $command } desativa as perguntas.
told-team = Obrigado por avisar. A equipe agora sabe que ainda não está resolvido.
refused-not-asked = Esta pergunta é para o cliente, então nada foi salvo.
refused-agent = A equipe não pode avaliar a si mesma, então nada foi salvo.
refused-bot = Só pessoas podem responder, então nada foi salvo.
refused-off-scale = Esse ponto não está na escala desta pergunta, então nada foi salvo.
refused-expired = Esta pergunta está encerrada, então nada foi salvo. Obrigado mesmo assim.
refused-declined = Você pediu para não receber mais perguntas, então nada foi salvo. { $command } reativa as perguntas.
refused-cancelled = Esta pergunta foi cancelada, então nada foi salvo.
refused-not-open = Esta pergunta não está aberta, então nada foi salvo.
refused-too-late = { $days ->
    [one] Uma resposta pode ser alterada durante { $days } dia. O prazo passou, então ela fica como estava.
   *[other] Uma resposta pode ser alterada durante { $days } dias. O prazo passou, então ela fica como estava.
}
refused-no-answer = Ainda não há uma resposta para completar. Toque primeiro em um ponto da escala, por favor.
refused-out-of-order = Isso não se aplica mais, então nada foi salvo.
unknown-control = Não conhecemos mais este botão, então nada foi salvo.
not-saved = Não foi salvo; por favor, toque de novo.
not-saved-form = Não foi salvo; por favor, envie de novo.
not-saved-command = Não foi possível salvar. Por favor, tente de novo.
form-expired = O formulário não abriu a tempo. Por favor, toque no botão de novo.
help-intro = Quando um ticket seu é fechado, podemos perguntar se foi fácil. Você decide:
help-stop-asking = sem mais perguntas para você, em nenhum lugar
help-ask-me = perguntas para você de novo
help-help = esta lista
not-understood = Isto não foi entendido: “{ $text }”
rehearsal = Isto é só uma prévia: nada foi salvo.
home-title = Suas escolhas
home-asked = Quando um ticket seu é fechado, podemos perguntar se foi fácil: um toque, e nunca com frequência.
home-stop = Não me pergunte
home-stopped = Não perguntamos como foram seus tickets, em nenhum lugar.
home-ask = Pergunte de novo
for-the-team = Isto é para as pessoas de uma equipe de suporte, então nada foi alterado. { $command } mostra o que é para você.

## The form

send = Enviar
reasons-high = Mesmo assim, algo foi difícil?
outcome-high = Mesmo assim, algo correu mal?
own-words = Com as suas palavras
contact = Podemos entrar em contato?
contact-ok = Podem entrar em contato comigo
contact-ok-confidential = Podem entrar em contato comigo; a liderança verá esta resposta
reason-repeat = Tive que me repetir
reason-passed-around = De pessoa em pessoa
reason-came-back = Tive que voltar
reason-switched-channel = Tive que mudar de canal
reason-slow = Demorado
reason-not-fixed = Não resolvido
reason-unclear = Resposta pouco clara

## The page

page-reasons = Algo foi difícil? (opcional)
page-outcome = Algo correu mal? (opcional)
page-own-words = Com as suas palavras (opcional)
page-ways-out = Ou, em vez de uma resposta
page-choose = Escolha um ponto da escala, por favor. Nada foi salvo ainda.
page-thanks = Obrigado. Você pode fechar esta página.
page-thanks-cut = Obrigado. O seu texto era mais longo do que podemos guardar, então o final foi cortado. Você pode fechar esta página.
page-not-solved = Obrigado por avisar.
page-not-solved-more = A equipe agora sabe que ainda não está resolvido. Você pode fechar esta página.
page-declined = Não vamos perguntar de novo.
page-declined-more = Você pode fechar esta página.
page-gone = Este link não está aberto.
page-gone-more = Cada link vale uma vez e por alguns dias. Se você respondeu com ele, a sua resposta está salva. Se não, escreva, por favor, para quem o enviou.

## What the list of commands says

command-afterword = Perguntar aos clientes se foi fácil e ver o que respondem
command-stop-asking = Não me perguntar mais como foi um ticket
command-ask-me = Voltar a me perguntar como foram os meus tickets
command-help = Dizer o que o Afterword faz e que comandos conhece
