### O que diz o resumo de uma equipe, em português.

## Instruments

glance-ces = Quão fácil?
glance-csat = Quão satisfeito?
glance-thumbs = Satisfeito?
glance-nps = Recomendaria?
label-ces7 = Esforço
label-ces5 = Esforço (1–5)
label-ces-agree = Esforço (concordância, 1–5)
label-csat5 = Satisfação
label-thumbs = Polegares
label-nps11 = NPS transacional
said-ces = { $n ->
    [one] achou fácil
   *[other] acharam fácil
}
said-csat = { $n ->
    [one] ficou satisfeito
   *[other] ficaram satisfeitos
}
said-thumbs = { $n ->
    [one] deu um polegar para cima
   *[other] deram um polegar para cima
}
said-nps = { $n ->
    [one] nos recomendaria
   *[other] nos recomendariam
}
tick-no = Não
tick-yes = Sim
score-of = { $value } de { $max }
score-up = polegar para cima
score-down = polegar para baixo
rise-ces = Receber ajuda ficou claramente mais fácil para os clientes.
fall-ces = Receber ajuda ficou claramente mais difícil para os clientes.
rise-csat = Os clientes ficaram claramente mais satisfeitos.
fall-csat = Os clientes ficaram claramente menos satisfeitos.
rise-thumbs = Claramente mais clientes ficaram satisfeitos.
fall-thumbs = Claramente menos clientes ficaram satisfeitos.
rise-nps = Os clientes ficaram claramente mais dispostos a nos recomendar.
fall-nps = Os clientes ficaram claramente menos dispostos a nos recomendar.
made-ces7 = CES 2.0 · parcela de respostas { $counted } de { $max }
made-ces5 = CES em cinco pontos · parcela de respostas { $counted } de { $max }
made-csat5 = CSAT · parcela de respostas { $counted } de { $max }
made-thumbs = Polegares · parcela de polegares para cima
made-nps11 = NPS transacional · parcela de respostas { $counted } menos parcela de respostas { $low }
asked-ours = pergunta v{ $version }
asked-own = palavras próprias
asked-own-since = palavras próprias, desde { $date }

## One question's week

no-answers = Nenhuma resposta.
only-few = { $n ->
    [one] Só { $n } resposta: pouco para dar um resultado.
   *[other] Só { $n } respostas: pouco para dar um resultado.
}
few-people = { $n ->
    [one] { $n } resposta, de menos de { $floor } pessoas: pouco para dar um resultado.
   *[other] { $n } respostas, de menos de { $floor } pessoas: pouco para dar um resultado.
}
promoters = { $n ->
    [one] { $n } promotor
   *[other] { $n } promotores
}
passives = { $n ->
    [one] { $n } neutro
   *[other] { $n } neutros
}
detractors = { $n ->
    [one] { $n } detrator
   *[other] { $n } detratores
}
counts-net = { $groups }. Pouco para um NPS.
counts-share = { $part } de { $whole } { $said }. Pouco para uma porcentagem.
share-now = { $share } { $said } ({ $part } de { $whole }).
share-likely = Com essa quantidade de respostas, o valor real provavelmente está em { $range }.
share-up = { $weeks ->
    [one] { $share } { $said } ({ $part } de { $whole }), acima de { $before } na última semana.
   *[other] { $share } { $said } ({ $part } de { $whole }), acima de { $before } nas últimas { $weeks } semanas.
}
share-down = { $weeks ->
    [one] { $share } { $said } ({ $part } de { $whole }), abaixo de { $before } na última semana.
   *[other] { $share } { $said } ({ $part } de { $whole }), abaixo de { $before } nas últimas { $weeks } semanas.
}
net-now = NPS { $score } ({ $groups }; provavelmente { $range }).
net-up = { $weeks ->
    [one] Acima de { $before } na última semana.
   *[other] Acima de { $before } nas últimas { $weeks } semanas.
}
net-down = { $weeks ->
    [one] Abaixo de { $before } na última semana.
   *[other] Abaixo de { $before } nas últimas { $weeks } semanas.
}
real-rise = Não é acaso: é uma alta real, { $size }.
real-drop = Não é acaso: é uma queda real, { $size }.
size-between = { $far ->
   *[other] algo entre { $near } e { $far } pontos
}
size-about = { $n ->
    [one] de cerca de { $n } ponto
   *[other] de cerca de { $n } pontos
}
size-up-to = { $n ->
    [one] de até { $n } ponto
   *[other] de até { $n } pontos
}
steady = { $weeks ->
    [one] Estável: no máximo a { $margin } pontos da última semana.
   *[other] Estável: no máximo a { $margin } pontos das últimas { $weeks } semanas.
}
no-clear-change = { $weeks ->
    [one] Sem mudança clara em relação à última semana ({ $before }).
   *[other] Sem mudança clara em relação às últimas { $weeks } semanas ({ $before }).
}
cannot-tell = Ainda não dá para dizer ({ $part } de { $whole }): as respostas combinam com qualquer coisa, { $fits }.
cannot-tell-net = { $weeks ->
    [one] Ainda não dá para dizer: depois de { $before } na última semana, as respostas combinam com qualquer coisa, { $fits }.
   *[other] Ainda não dá para dizer: depois de { $before } nas últimas { $weeks } semanas, as respostas combinam com qualquer coisa, { $fits }.
}
fits-both = { $worse ->
    [one] de { $worse } ponto pior a { $better } melhor
   *[other] de { $worse } pontos pior a { $better } melhor
}
fits-better = { $n ->
    [one] de nenhuma mudança a { $n } ponto melhor
   *[other] de nenhuma mudança a { $n } pontos melhor
}
fits-worse = { $n ->
    [one] de { $n } ponto pior a nenhuma mudança
   *[other] de { $n } pontos pior a nenhuma mudança
}
share-price = Cerca de { $needed } respostas por semana bastariam para ver uma mudança de { $change } pontos.
net-price = Para ver bem uma mudança de { $change } pontos, são precisas cerca de { $needed } respostas em cada período.
changed-on = A pergunta mudou em { $date }. Os resultados de antes e de depois não são comparáveis, por isso não há seta.
first-week = Esta é a primeira semana, por isso ainda não há com o que comparar.
too-few-before = Nas semanas anteriores houve respostas de menos para comparar.
all-the-same = As { $n } respostas dão a mesma nota: { $score }.

## The week in a few words

verdict-up = Subiu claramente
verdict-down = Caiu claramente
verdict-steady = Estável
verdict-no-clear-change = Sem mudança clara
verdict-cannot-tell = Ainda não dá p/ dizer
week-too-few = Poucas respostas para dizer como foi a semana.
week-few = Algumas respostas, não o bastante para julgar a semana.
nothing-closed-week = Nenhum ticket foi fechado nesta semana.
nothing-closed-yet = Nenhum ticket foi fechado nesta semana até agora.
nobody-asked = Ninguém foi perguntado nesta semana.
nobody-asked-yet = Ninguém foi perguntado nesta semana até agora.
nobody-answered = Ninguém respondeu nesta semana.
nobody-answered-yet = Ninguém respondeu nesta semana até agora.
week-changed = A pergunta mudou, por isso ainda não há com o que comparar esta semana.
week-first = A primeira semana com respostas: daqui em diante há com o que comparar.
week-nothing-before = Ainda não há com o que comparar esta semana.
week-steady = Uma semana estável.
week-no-clear-change = Sem mudança clara em relação às semanas anteriores.
week-cannot-tell = Poucas respostas para dizer se algo mudou.

## Numbers in one line

answers = { $n ->
    [one] { $n } resposta
   *[other] { $n } respostas
}
people = { $n ->
    [one] { $n } pessoa
   *[other] { $n } pessoas
}
share-of = { $share } de { $n }, provavelmente { $range }
net-of = NPS { $score } de { $n }, provavelmente { $range }
net-range = de { $from } a { $to }
answers-from = { $answers } de { $people }
mean-of = média { $mean } de { $max }, provavelmente { $range }
before-share = { $weeks ->
    [one] última semana: { $share } de { $n }
   *[other] últimas { $weeks } semanas: { $share } de { $n }
}
before-net = { $weeks ->
    [one] última semana: { $score } de { $n }
   *[other] últimas { $weeks } semanas: { $score } de { $n }
}
change-of = mudança { $change }, provavelmente de { $from } a { $to } pontos

## The card

title = { $team }, { $dates }
the-team = A equipe
week-number = Semana { $week }
provisional = provisório: a semana não acabou
late = publicado com atraso
lead = { $label }:
how-hint = Como isto foi calculado? Os detalhes dizem, com a distribuição das notas e todas as contagens.
nothing-closed = Nada foi fechado e ninguém foi perguntado.
funnel = { $closed ->
    [one] { $closed } ticket fechado: { $asked } perguntas, { $delivered } entregues, { $answered } respondidas.
   *[other] { $closed } tickets fechados: { $asked } perguntas, { $delivered } entregues, { $answered } respondidas.
}
not-asked = Sem pergunta { $n }: { $list }.
not-reached = Não foi possível alcançar { $n }: { $list }.
counted = { $what } ({ $n })
response-few = { $whole ->
    [one] Responderam { $part } de { $whole } pessoa perguntada.
   *[other] Responderam { $part } de { $whole } pessoas perguntadas.
}
response-few-week = { $whole ->
    [one] Responderam { $part } de { $whole } pessoa perguntada na semana { $dates }.
   *[other] Responderam { $part } de { $whole } pessoas perguntadas na semana { $dates }.
}
response = { $whole ->
   *[other] Responderam { $part } de { $whole } pessoas perguntadas ({ $share }, provavelmente { $range }).
}
response-week = { $whole ->
   *[other] Responderam { $part } de { $whole } pessoas perguntadas na semana { $dates } ({ $share }, provavelmente { $range }).
}
heard-less = Sub-representados: os tickets de “{ $name }” ({ $tickets } dos tickets fechados, { $answers } dos respondidos).
heard-more = Super-representados: os tickets de “{ $name }” ({ $tickets } dos tickets fechados, { $answers } dos respondidos).
heard-wait-less = Sub-representados: os tickets fechados { $wait ->
    [hour] em até uma hora
    [day] em até um dia, mas não em uma hora
   *[longer] depois de mais de um dia
} ({ $tickets } dos tickets fechados, { $answers } dos respondidos).
heard-wait-more = Super-representados: os tickets fechados { $wait ->
    [hour] em até uma hora
    [day] em até um dia, mas não em uma hora
   *[longer] depois de mais de um dia
} ({ $tickets } dos tickets fechados, { $answers } dos respondidos).
came-from = As respostas desta semana vieram de { $people }.
coverage = Cobertura: perguntou-se sobre { $share } dos tickets fechados.
customers-named = O que os clientes apontaram: { $list }.
cases-few = Notas baixas: de menos de { $floor } pessoas, por isso os casos delas não são contados aqui.
cases = { $new ->
    [one] Notas baixas: { $new } caso novo, atendidos { $answered }, recuperados { $recovered }, abertos agora { $open }.
   *[other] Notas baixas: { $new } casos novos, atendidos { $answered }, recuperados { $recovered }, abertos agora { $open }.
}
cases-waited = { $new ->
    [one] Notas baixas: { $new } caso novo, atendidos { $answered } (depois de { $waited }, mediana), recuperados { $recovered }, abertos agora { $open }.
   *[other] Notas baixas: { $new } casos novos, atendidos { $answered } (depois de { $waited }, mediana), recuperados { $recovered }, abertos agora { $open }.
}
minutes = { $minutes } min
hours = { $hours } h { $minutes } min
credit-moved = Atribuições corrigidas: { $n }.
credit-moved-list = Atribuições corrigidas: { $n } ({ $list }).
credit-ticket = ticket { $ticket }
credit-from-to = { $ticket }: { $from } → { $to }
credit-from-to-why = { $ticket }: { $from } → { $to } ({ $why })
credit-more = e mais { $n }
credit-nobody = ninguém
credit-somebody = alguém
missed = { $channels ->
    [one] Este resumo faltou em { $channels } canal: o Afterword não estava no ar na hora certa. Um gestor pode mandar publicá-lo: { $command }
   *[other] Este resumo faltou em { $channels } canais: o Afterword não estava no ar na hora certa. Um gestor pode mandar publicá-lo: { $command }
}

## Agents, segments, phrases

one-agent = Todas as respostas atribuídas são de tickets de uma só pessoa, por isso ninguém é comparado.
agent-above = { $name } está claramente acima da equipe ({ $share } de { $n }; equipe { $team }).
nobody-apart = Ninguém está claramente acima ou abaixo da equipe.
by-touchpoint = { $label } por ponto de contato: { $list }.
by-segment = { $label } por segmento: { $list }.
by-tag = { $label } por etiqueta: { $list }.
segment-few = { $name } { $part } de { $n }
segment = { $name } { $share } de { $n }, provavelmente { $range }
segment-above = { $name } { $share } de { $n }, provavelmente { $range }, claramente acima do resto
segment-below = { $name } { $share } de { $n }, provavelmente { $range }, claramente abaixo do resto
unnamed = sem nome
phrase = { $lows ->
   *[other] “{ $words }” apareceu em { $low } de { $lows } comentários insatisfeitos e em { $high } de { $highs } satisfeitos.
}

## The details

details = Detalhes: { $title }
closed-heading = Tickets fechados nesta semana
how-heading = Como isto foi calculado?
ledger-none = Nenhum.
ledger = { $n } no total: { $list }.
ledger-item = { $state } ({ $n })
spread = { $label }, distribuição de { $answers }. { $list }
spread-point = { $point }: { $shown }
crept-above = { $label }: as semanas foram subindo aos poucos acima de onde costumavam estar.
crept-below = { $label }: as semanas foram caindo aos poucos abaixo de onde costumavam estar.
out-above = { $label }: esta semana está acima da faixa em que ficam as semanas anteriores da equipe.
out-below = { $label }: esta semana está abaixo da faixa em que ficam as semanas anteriores da equipe.
quote-gave = Um cliente que deu { $score }:
state-planned = ainda por perguntar
state-held = em espera
state-delivered = perguntado, ainda sem resposta
state-answered = respondido
state-declined = não quer mais perguntas
state-expired = sem resposta a tempo
state-skipped = sem pergunta
state-undeliverable = sem contato possível
state-cancelled = pergunta retirada
skip-already-asked = já perguntado
skip-no-customer = sem cliente indicado
skip-customer-is-agent = o cliente é da equipe
skip-customer-is-bot = o cliente é um programa
skip-opted-out = não quer perguntas
skip-cooldown = perguntado há pouco
skip-sampled-out = não sorteado
skip-too-old = fechado há tempo demais
skip-not-resolved = fechado sem solução
skip-no-human-reply = fechado sem resposta da equipe
skip-team-paused = perguntas em pausa
skip-agent-declined = fechado sem perguntar
unreached-no-place = nenhuma conta de chat conhecida
unreached-dm-closed = mensagens diretas fechadas
unreached-user-gone = a conta não existe mais
unreached-channel-gone = a conversa não existe mais
unreached-not-allowed = não podemos escrever lá
unreached-too-late = nada funcionou a tempo
unreached-refused = a plataforma recusou a mensagem
another-reason = outro motivo

## How it was worked out

work-share = { $label }, parcela: { $part } de { $whole } respostas foram { $counted }, ou seja, { $share }. Faixa provável { $range }: faixa de Wilson a { $level }.
work-thumbs = { $label }, parcela: { $part } de { $whole } respostas foram polegares para cima, ou seja, { $share }. Faixa provável { $range }: faixa de Wilson a { $level }.
work-net = { $label }: { $part } de { $whole } respostas foram { $counted } (promotores) e { $detractors } foram { $low } (detratores); a diferença das parcelas, vezes cem, é { $score }. Faixa provável { $range }: Wald ajustado a { $level }. Perguntado depois de um ticket, não é o NPS de uma pesquisa anual nem se compara com ele.
work-mean = { $label }, média: { $mean }. Faixa provável { $range }: uma resposta acrescentada em cada ponta da escala e depois o t de Student (mais dois, construção nossa).
work-repeats = { $label }, clientes que repetem: { $n } respostas vieram de { $people } pessoas. As respostas de uma pessoa andam juntas; para as faixas valem como { $worth } independentes (variância entre pessoas).
work-change = { $weeks ->
    [one] { $label }, mudança: { $now } agora, { $before } na última semana ({ $part } de { $whole }). A diferença provavelmente está entre { $from } e { $to } pontos: square-and-add (Newcombe 1998, método 10).
   *[other] { $label }, mudança: { $now } agora, { $before } nas últimas { $weeks } semanas ({ $part } de { $whole }). A diferença provavelmente está entre { $from } e { $to } pontos: square-and-add (Newcombe 1998, método 10).
}
work-change-net = { $weeks ->
    [one] { $label }, mudança: { $now } agora, { $before } na última semana ({ $n } respostas). A diferença provavelmente está entre { $from } e { $to } pontos: square-and-add (Newcombe 1998, método 10).
   *[other] { $label }, mudança: { $now } agora, { $before } nas últimas { $weeks } semanas ({ $n } respostas). A diferença provavelmente está entre { $from } e { $to } pontos: square-and-add (Newcombe 1998, método 10).
}
work-clear = Uma mudança é chamada de clara se a sua faixa deixa o 0 de fora, e de estável se a faixa fica no máximo a { $margin } pontos de 0. Cerca de uma semana em cada vinte parece clara por puro acaso.
work-floors = Menos de { $few } respostas: sem resultado. Menos de { $percent }: só contagens, sem porcentagem e sem comparação. Menos de { $baseline } nas semanas anteriores: sem comparação.
work-agents = Agentes: só se diz que alguém está claramente acima a partir de { $few } respostas, se o teste qui-quadrado N-1 contra o resto da equipe ainda disser isso depois da correção de Holm para todos os agentes olhados. Ninguém é classificado.
work-asked = Quem respondeu: das pessoas perguntadas na semana { $dates }, a mais recente cujo prazo de resposta acabou. Faixa provável: faixa de Wilson a { $level }.
work-heard = Representados: dos tickets fechados na semana { $dates }, os de cada canal, ponto de contato, segmento, etiqueta e duração (uma hora, um dia, mais) ao lado de todos os outros. É citado o que tem menos da metade ou mais do dobro nas respostas do que nos tickets, a partir de { $few } tickets e outras tantas respostas no total, se o teste qui-quadrado N-1 ainda o diz após a correção de Holm para todas as comparações.
work-counts = Uma resposta conta na semana em que chegou pela primeira vez, com o seu último valor. Um ticket conta na semana em que foi fechado.
work-week = A semana vai de { $from } até { $to } ({ $zone }).
work-rules = Cada regra com fórmula, fonte e um exemplo resolvido: “How we count”, docs/counting.md (em inglês).

## Promises

promise-own = A promessa da semana
promise-earlier = Uma promessa anterior
promise-told = { $lead } ({ $dates }): { $fate }.
promise-told-by = { $lead } ({ $dates }, de { $name }): { $fate }.
promise-stands = { $lead }: { $fate }.
promise-open = { $lead }: o que foi feito dela?
fate-kept = cumprida
fate-not-kept = não cumprida
fate-still = em andamento
fate-unsaid = não se disse o que foi feito dela
mark-kept = Cumprida
mark-not-kept = Não cumprida
mark-still = Em andamento
promise-button = Promessa para esta semana
promise-made = A promessa da equipe { $team } para a semana { $dates } é:
promise-cut = Passava de { $most } caracteres e foi cortada.
promise-replaced = Ela substitui a anterior, que fica guardada.
promise-last = A última promessa: { $fate }.
promise-unclear = Não deu para entender o que foi feito da promessa anterior: é preciso escolher uma só opção.
promise-next = O próximo resumo vai mencioná-la e dizer o que foi feito dela. Dá para informar isso a qualquer momento:
promise-noted = Anotado para a semana { $dates }: { $fate }. O próximo resumo vai dizer isso.
promise-noted-late = Anotado para a semana { $dates }: { $fate }. O que foi publicado fica como está; o próximo resumo vai dizer isso.
promise-nothing = Nada foi escrito nem escolhido, por isso nada mudou.
promise-not-allowed = As promessas são para as pessoas de uma equipe. Nada mudou.
promise-not-of-the-team = As promessas da equipe { $team } são para as pessoas dessa equipe. Nada mudou.
promise-which-team = Você é de várias equipes ({ $teams }). Digite o comando em um canal da equipe desejada ou aperte o botão abaixo do resumo dela. Nada mudou.
promise-none-yet = A equipe { $team } ainda não prometeu nada para esta semana: /afterword promise <o que fazer melhor>
promise-this-week = Esta semana
promise-before = A anterior
promise-ask-this = O que foi feito da desta semana?
promise-ask-before = O que foi feito dela?
nothing-changed = Nada mudou.
promise-form-title = Promessa da semana
promise-form-fate = O que foi feito da última promessa?
promise-form-text = O que a equipe fará melhor nesta semana?
promise-form-submit = Prometer

## The picture

chart-team = Resumo da equipe
chart-not-over = A semana não acabou.
chart-closed = fechados
chart-asked = perguntas
chart-delivered = entregues
chart-answered = respondidas
chart-no-answers = Nenhuma resposta
chart-nothing = Nada a mostrar nesta semana
chart-only = { $n ->
    [one] Só { $n } resposta
   *[other] Só { $n } respostas
}
chart-few-people = De pessoas de menos
chart-few = Pouco para um resultado
chart-part = { $part } de { $n }
chart-few-net = Pouco para um NPS
chart-few-share = Pouco para uma porcentagem
chart-part-answers = { $part } de { $n } respostas
chart-likely = prov. { $range }
chart-before = { $weeks ->
    [one] última semana { $score }
   *[other] últ. { $weeks } semanas { $score }
}
chart-changed = pergunta mudou
alt-start = Resumo: { $title }.
alt-spread = Distribuição: { $list }.
alt-weeks = Semanas: { $list }.
alt-week = { $day } { $score }
alt-changed = A pergunta mudou na semana de { $days }.
alt-and-of = { $before } e de { $next }
funnel-short = { $closed } fechados, { $asked } perguntas, { $delivered } entregues, { $answered } respondidas.

## The page

page-spread = Distribuição das notas
page-closed = Tickets fechados
page-stands = Como está cada ticket
page-all = No total
page-not-asked = Sem pergunta, por motivo
page-not-reached = Sem contato possível, por motivo
page-named = O que os clientes apontaram
page-ticked = Motivos marcados
page-words = Nas palavras dos clientes
page-gave = deu { $score }

## Why a number moved, and what else must be known

mix-more = chegaram mais tickets de “{ $name }”
mix-fewer = chegaram menos tickets de “{ $name }”
mix-larger = uma parte maior dos tickets era de “{ $name }”
mix-smaller = uma parte menor dos tickets era de “{ $name }”
mix-fall-whole = { $n ->
    [one] Toda a queda ({ $n } ponto) é porque { $why }, não porque o atendimento piorou.
   *[other] Toda a queda ({ $n } pontos) é porque { $why }, não porque o atendimento piorou.
}
mix-fall-most = { $n ->
    [one] A maior parte da queda ({ $part } de { $n } ponto) é porque { $why }, não porque o atendimento piorou.
   *[other] A maior parte da queda ({ $part } de { $n } pontos) é porque { $why }, não porque o atendimento piorou.
}
mix-fall-half = { $n ->
    [one] Cerca de metade da queda ({ $part } de { $n } ponto) é porque { $why }, não porque o atendimento piorou.
   *[other] Cerca de metade da queda ({ $part } de { $n } pontos) é porque { $why }, não porque o atendimento piorou.
}
mix-rise-whole = { $n ->
    [one] Toda a alta ({ $n } ponto) é porque { $why }, não porque o atendimento melhorou.
   *[other] Toda a alta ({ $n } pontos) é porque { $why }, não porque o atendimento melhorou.
}
mix-rise-most = { $n ->
    [one] A maior parte da alta ({ $part } de { $n } ponto) é porque { $why }, não porque o atendimento melhorou.
   *[other] A maior parte da alta ({ $part } de { $n } pontos) é porque { $why }, não porque o atendimento melhorou.
}
mix-rise-half = { $n ->
    [one] Cerca de metade da alta ({ $part } de { $n } ponto) é porque { $why }, não porque o atendimento melhorou.
   *[other] Cerca de metade da alta ({ $part } de { $n } pontos) é porque { $why }, não porque o atendimento melhorou.
}
down = O Afterword não esteve no ar durante { $length } desta semana ({ $when }), por isso os fechamentos desse período podem faltar ou a pergunta foi feita com atraso.
down-minutes = { $n ->
    [one] { $n } minuto
   *[other] { $n } minutos
}
down-hours = { $n ->
    [one] { $n } hora
   *[other] { $n } horas
}
down-between = { $from } até { $to }
down-since-start = do começo até { $to }
down-until-end = { $from } até o fim
down-throughout = do começo ao fim
down-more = { $n ->
    [one] e mais uma vez
   *[other] e mais { $n } vezes
}
contrary = { $label }: { $part } de { $whole } comentários em inglês dizem o contrário da nota, por isso alguns clientes talvez leiam a escala ao contrário.
asked-others = importado, nas palavras de outra ferramenta

## Before and after a day

compare-title = Antes e depois de { $day }: { $team }
compare-left-out = A semana { $dates } fica de fora. Só semanas completas, no máximo { $most } de cada lado, fuso horário { $zone }.
compare-too-small = { $n ->
    [one] As respostas são confidenciais: fica de fora { $n } semana com respostas de menos de cinco pessoas.
   *[other] As respostas são confidenciais: ficam de fora { $n } semanas com respostas de menos de cinco pessoas.
}
compare-not-why = Outra coisa pode ter mudado ao mesmo tempo: dois períodos podem mostrar que algo mudou, não por quê.
compare-changed = A pergunta mudou em { $date }. As respostas de antes e de depois não são comparáveis, por isso nada é comparado.
compare-first = Primeira resposta em { $date }: antes não há com o que comparar.
compare-none-yet = Ainda não há respostas.
compare-none-after = Nenhuma resposta nas semanas seguintes, por isso não há o que comparar.
compare-hidden-both = Dos dois lados ficam de fora todas as semanas com respostas, por isso não há o que comparar.
compare-hidden-before = Antes ficam de fora todas as semanas com respostas, por isso não há o que comparar.
compare-hidden-after = Depois ficam de fora todas as semanas com respostas, por isso não há o que comparar.
compare-after = { $weeks ->
    [one] na semana seguinte
   *[other] nas { $weeks } semanas seguintes
}
compare-before = { $weeks ->
    [one] na semana anterior
   *[other] nas { $weeks } semanas anteriores
}
compare-few = { $n ->
    [one] { $n } resposta { $after }, { $n-before } { $before }: pouco para dar um resultado.
   *[other] { $n } respostas { $after }, { $n-before } { $before }: pouco para dar um resultado.
}
compare-counts = { $part } de { $n } { $said } { $after }; { $part-before } de { $n-before } { $said-before } { $before }. Pouco para uma porcentagem.
compare-counts-net = { $groups } { $after }; { $groups-before } { $before }. Pouco para um NPS.
compare-share = { $share } de { $n } (provavelmente { $range }) { $said } { $after }, contra { $share-before } de { $n-before } (provavelmente { $range-before }) { $before }.
compare-net = NPS { $score } de { $n } (provavelmente { $range }) { $after }, contra NPS { $score-before } de { $n-before } (provavelmente { $range-before }) { $before }.
compare-rise = Não é acaso: é uma alta clara, { $size }.
compare-fall = Não é acaso: é uma queda clara, { $size }.
compare-steady = Estável: no máximo { $margin } pontos de diferença.
compare-no-clear-change = Sem mudança clara: as respostas combinam com qualquer coisa, { $fits }.
compare-cannot-tell = Ainda não dá para dizer: as respostas combinam com qualquer coisa, { $fits }.
compare-enough = Cerca de { $n } respostas por semana bastariam para ver uma mudança de { $change } pontos nessas semanas.
compare-until = (Nas palavras usadas até { $date }.)
compare-future = O dia { $day } ainda não chegou. Pergunte sobre um dia passado.
compare-not-yet = Ainda não passou nenhuma semana completa depois da semana de { $day }. A partir de { $from } haverá com o que comparar.
compare-before-first = A primeira resposta à equipe { $team } chegou em { $first }, por isso antes de { $day } não há com o que comparar. Pergunte sobre uma semana posterior.
compare-no-answers = A equipe { $team } ainda não tem respostas, por isso não há o que comparar.
compare-no-date = “{ $asked }” não é uma data. Escreva como { $example }: { $command }
compare-not-allowed = A comparação de antes e depois é para as pessoas de uma equipe.

## Replies about scorecards

nameless = sem nome
team-unknown = Nenhuma equipe se chama “{ $asked }”.
team-unknown-known = Nenhuma equipe se chama “{ $asked }”. Há: { $teams }.
week-unknown = “{ $asked }” não é uma semana. Escreva como { $example }.
week-confidential = As respostas à equipe { $team } são confidenciais, por isso os números de uma semana só são mostrados quando o resumo dela é publicado, ou uma semana depois do seu fim. Pergunte sobre uma semana anterior.
post-posting = { $channels ->
    [one] O resumo da equipe { $team } para a semana { $dates } vai ser publicado em { $channels } canal; ele dirá que está atrasado.
   *[other] O resumo da equipe { $team } para a semana { $dates } vai ser publicado em { $channels } canais; ele dirá que está atrasado.
}
post-waiting = { $channels ->
    [one] Em { $channels } canal ele já está prestes a ser publicado.
   *[other] Em { $channels } canais ele já está prestes a ser publicado.
}
post-posted = { $channels ->
    [one] Em { $channels } canal ele já está publicado e não é publicado duas vezes.
   *[other] Em { $channels } canais ele já está publicado e não é publicado duas vezes.
}
post-not-over = A semana { $dates } não acabou. O resumo dela é publicado automaticamente na hora certa.
post-no-channel = A equipe { $team } não tem canal para os resumos. A configuração os lista em channels.
post-not-allowed = Os resumos são publicados pelos gestores da equipe. Nada foi publicado.
elsewhere = Não foi possível publicar este resumo em { $channel }: o canal está arquivado ou não existe mais, ou fui removido dele. Por isso ele foi enviado a você. Convide-me de novo ou indique outro canal na configuração.
possible-repeat = (possível repetição) Uma tentativa anterior de publicar isto ficou sem resposta, e não posso ler este canal para ver se chegou.
