### Lo que dice el resumen de un equipo, en español.

## Instruments

glance-ces = ¿Qué tan fácil?
glance-csat = ¿Satisfecho?
glance-thumbs = ¿Satisfecho?
glance-nps = ¿Recomendaría?
label-ces7 = Esfuerzo
label-ces5 = Esfuerzo (1–5)
label-ces-agree = Esfuerzo (acuerdo, 1–5)
label-csat5 = Satisfacción
label-thumbs = Pulgares
label-nps11 = NPS transaccional
said-ces = { $n ->
    [one] dijo que fue fácil
   *[other] dijeron que fue fácil
}
said-csat = { $n ->
    [one] quedó satisfecho
   *[other] quedaron satisfechos
}
said-thumbs = { $n ->
    [one] dio un pulgar arriba
   *[other] dieron un pulgar arriba
}
said-nps = { $n ->
    [one] nos recomendaría
   *[other] nos recomendarían
}
tick-no = No
tick-yes = Sí
score-of = { $value } de { $max }
score-up = pulgar arriba
score-down = pulgar abajo
rise-ces = Recibir ayuda fue claramente más fácil para los clientes.
fall-ces = Recibir ayuda fue claramente más difícil para los clientes.
rise-csat = Los clientes quedaron claramente más satisfechos.
fall-csat = Los clientes quedaron claramente menos satisfechos.
rise-thumbs = Claramente más clientes quedaron satisfechos.
fall-thumbs = Claramente menos clientes quedaron satisfechos.
rise-nps = Los clientes están claramente más dispuestos a recomendarnos.
fall-nps = Los clientes están claramente menos dispuestos a recomendarnos.
made-ces7 = CES 2.0 · parte de respuestas { $counted } de { $max }
made-ces5 = CES de cinco puntos · parte de respuestas { $counted } de { $max }
made-csat5 = CSAT · parte de respuestas { $counted } de { $max }
made-thumbs = Pulgares · parte de pulgares arriba
made-nps11 = NPS transaccional · parte de respuestas { $counted } menos parte de respuestas { $low }
asked-ours = pregunta v{ $version }
asked-own = palabras propias
asked-own-since = palabras propias, desde el { $date }

## One question's week

no-answers = Sin respuestas.
only-few = { $n ->
    [one] Solo { $n } respuesta: muy pocas para dar un resultado.
   *[other] Solo { $n } respuestas: muy pocas para dar un resultado.
}
few-people = { $n ->
    [one] { $n } respuesta, de menos de { $floor } personas: muy pocas para dar un resultado.
   *[other] { $n } respuestas, de menos de { $floor } personas: muy pocas para dar un resultado.
}
promoters = { $n ->
    [one] { $n } promotor
   *[other] { $n } promotores
}
passives = { $n ->
    [one] { $n } pasivo
   *[other] { $n } pasivos
}
detractors = { $n ->
    [one] { $n } detractor
   *[other] { $n } detractores
}
counts-net = { $groups }. Muy pocas respuestas para un NPS.
counts-share = { $part } de { $whole } { $said }. Muy pocas respuestas para un porcentaje.
share-now = El { $share } { $said } ({ $part } de { $whole }).
share-likely = Con tantas respuestas, el valor real está probablemente en { $range }.
share-up = { $weeks ->
    [one] El { $share } { $said } ({ $part } de { $whole }), más que el { $before } de la última semana.
   *[other] El { $share } { $said } ({ $part } de { $whole }), más que el { $before } de las últimas { $weeks } semanas.
}
share-down = { $weeks ->
    [one] El { $share } { $said } ({ $part } de { $whole }), menos que el { $before } de la última semana.
   *[other] El { $share } { $said } ({ $part } de { $whole }), menos que el { $before } de las últimas { $weeks } semanas.
}
net-now = NPS { $score } ({ $groups }; probablemente { $range }).
net-up = { $weeks ->
    [one] Sube desde { $before } en la última semana.
   *[other] Sube desde { $before } en las últimas { $weeks } semanas.
}
net-down = { $weeks ->
    [one] Baja desde { $before } en la última semana.
   *[other] Baja desde { $before } en las últimas { $weeks } semanas.
}
real-rise = No es casualidad: es una subida real, { $size }.
real-drop = No es casualidad: es una bajada real, { $size }.
size-between = { $far ->
   *[other] de entre { $near } y { $far } puntos
}
size-about = { $n ->
    [one] de { $n } punto, más o menos
   *[other] de unos { $n } puntos
}
size-up-to = { $n ->
    [one] de hasta { $n } punto
   *[other] de hasta { $n } puntos
}
steady = { $weeks ->
    [one] Estable: a { $margin } puntos como mucho de la última semana.
   *[other] Estable: a { $margin } puntos como mucho de las últimas { $weeks } semanas.
}
no-clear-change = { $weeks ->
    [one] Sin cambio claro frente a la última semana ({ $before }).
   *[other] Sin cambio claro frente a las últimas { $weeks } semanas ({ $before }).
}
cannot-tell = Aún no se puede decir ({ $part } de { $whole }): las respuestas encajan con cualquier cosa, { $fits }.
cannot-tell-net = { $weeks ->
    [one] Aún no se puede decir: tras { $before } en la última semana, las respuestas encajan con cualquier cosa, { $fits }.
   *[other] Aún no se puede decir: tras { $before } en las últimas { $weeks } semanas, las respuestas encajan con cualquier cosa, { $fits }.
}
fits-both = { $worse ->
    [one] desde { $worse } punto peor hasta { $better } mejor
   *[other] desde { $worse } puntos peor hasta { $better } mejor
}
fits-better = { $n ->
    [one] desde ningún cambio hasta { $n } punto mejor
   *[other] desde ningún cambio hasta { $n } puntos mejor
}
fits-worse = { $n ->
    [one] desde { $n } punto peor hasta ningún cambio
   *[other] desde { $n } puntos peor hasta ningún cambio
}
share-price = Unas { $needed } respuestas por semana bastarían para ver un cambio de { $change } puntos.
net-price = Para precisar un movimiento de { $change } puntos hacen falta unas { $needed } respuestas en cada periodo.
changed-on = La pregunta cambió el { $date }. Los resultados de antes y de después no son comparables, así que no hay flecha.
first-week = Es la primera semana, así que aún no hay con qué compararla.
too-few-before = En las semanas anteriores hubo muy pocas respuestas para comparar.
all-the-same = Las { $n } respuestas dan la misma nota: { $score }.

## The week in a few words

verdict-up = Sube claramente
verdict-down = Baja claramente
verdict-steady = Estable
verdict-no-clear-change = Sin cambio claro
verdict-cannot-tell = Aún no se sabe
week-too-few = Muy pocas respuestas para decir cómo fue la semana.
week-few = Algunas respuestas, no bastantes para juzgar la semana.
nothing-closed-week = Esta semana no se cerró ningún ticket.
nothing-closed-yet = Esta semana aún no se ha cerrado ningún ticket.
nobody-asked = Esta semana no se preguntó a nadie.
nobody-asked-yet = Esta semana aún no se ha preguntado a nadie.
nobody-answered = Esta semana no respondió nadie.
nobody-answered-yet = Esta semana aún no ha respondido nadie.
week-changed = La pregunta cambió, así que aún no hay con qué comparar esta semana.
week-first = La primera semana con respuestas: a partir de ahora hay con qué comparar.
week-nothing-before = Aún no hay con qué comparar esta semana.
week-steady = Una semana estable.
week-no-clear-change = Sin cambio claro frente a las semanas anteriores.
week-cannot-tell = Muy pocas respuestas para saber si algo cambió.

## Numbers in one line

answers = { $n ->
    [one] { $n } respuesta
   *[other] { $n } respuestas
}
people = { $n ->
    [one] { $n } persona
   *[other] { $n } personas
}
share-of = { $share } de { $n }, probablemente { $range }
net-of = NPS { $score } de { $n }, probablemente { $range }
net-range = de { $from } a { $to }
answers-from = { $answers } de { $people }
mean-of = media { $mean } de { $max }, probablemente { $range }
before-share = { $weeks ->
    [one] la última semana: { $share } de { $n }
   *[other] las últimas { $weeks } semanas: { $share } de { $n }
}
before-net = { $weeks ->
    [one] la última semana: { $score } de { $n }
   *[other] las últimas { $weeks } semanas: { $score } de { $n }
}
change-of = cambio { $change }, probablemente de { $from } a { $to } puntos

## The card

title = { $team }, { $dates }
the-team = El equipo
week-number = Semana { $week }
provisional = provisional: la semana no ha terminado
late = publicado con retraso
lead = { $label }:
how-hint = ¿Cómo se calculó? Lo dicen los detalles, con el reparto de las notas y todos los recuentos.
nothing-closed = No se cerró nada y no se preguntó a nadie.
funnel = { $closed ->
    [one] { $closed } ticket cerrado: { $asked } preguntas, { $delivered } entregadas, { $answered } respondidas.
   *[other] { $closed } tickets cerrados: { $asked } preguntas, { $delivered } entregadas, { $answered } respondidas.
}
not-asked = Sin preguntar { $n }: { $list }.
not-reached = No se pudo llegar a { $n }: { $list }.
counted = { $what } ({ $n })
response-few = { $whole ->
    [one] Respondieron { $part } de { $whole } persona preguntada.
   *[other] Respondieron { $part } de { $whole } personas preguntadas.
}
response-few-week = { $whole ->
    [one] Respondieron { $part } de { $whole } persona preguntada en la semana { $dates }.
   *[other] Respondieron { $part } de { $whole } personas preguntadas en la semana { $dates }.
}
response = { $whole ->
   *[other] Respondieron { $part } de { $whole } personas preguntadas ({ $share }, probablemente { $range }).
}
response-week = { $whole ->
   *[other] Respondieron { $part } de { $whole } personas preguntadas en la semana { $dates } ({ $share }, probablemente { $range }).
}
heard-less = Poco representados: los tickets de «{ $name }» (el { $tickets } de los tickets cerrados, el { $answers } de los respondidos).
heard-more = Demasiado representados: los tickets de «{ $name }» (el { $tickets } de los tickets cerrados, el { $answers } de los respondidos).
heard-wait-less = Poco representados: los tickets cerrados { $wait ->
    [hour] en una hora como máximo
    [day] en un día como máximo, pero no en una hora
   *[longer] después de más de un día
} (el { $tickets } de los tickets cerrados, el { $answers } de los respondidos).
heard-wait-more = Demasiado representados: los tickets cerrados { $wait ->
    [hour] en una hora como máximo
    [day] en un día como máximo, pero no en una hora
   *[longer] después de más de un día
} (el { $tickets } de los tickets cerrados, el { $answers } de los respondidos).
came-from = Las respuestas de esta semana vienen de { $people }.
coverage = Cobertura: se preguntó por el { $share } de los tickets cerrados.
customers-named = Lo que señalaron los clientes: { $list }.
cases-few = Notas bajas: de menos de { $floor } personas, así que sus casos no se cuentan aquí.
cases = { $new ->
    [one] Notas bajas: { $new } caso nuevo, atendidos { $answered }, recuperados { $recovered }, abiertos ahora { $open }.
   *[other] Notas bajas: { $new } casos nuevos, atendidos { $answered }, recuperados { $recovered }, abiertos ahora { $open }.
}
cases-waited = { $new ->
    [one] Notas bajas: { $new } caso nuevo, atendidos { $answered } (tras { $waited }, mediana), recuperados { $recovered }, abiertos ahora { $open }.
   *[other] Notas bajas: { $new } casos nuevos, atendidos { $answered } (tras { $waited }, mediana), recuperados { $recovered }, abiertos ahora { $open }.
}
minutes = { $minutes } min
hours = { $hours } h { $minutes } min
credit-moved = Asignaciones corregidas: { $n }.
credit-moved-list = Asignaciones corregidas: { $n } ({ $list }).
credit-ticket = ticket { $ticket }
credit-from-to = { $ticket }: { $from } → { $to }
credit-from-to-why = { $ticket }: { $from } → { $to } ({ $why })
credit-more = y { $n } más
credit-nobody = nadie
credit-somebody = alguien
missed = { $channels ->
    [one] Este resumen faltó en { $channels } canal: Afterword no estaba en marcha cuando tocaba. Un responsable puede hacer que se publique: { $command }
   *[other] Este resumen faltó en { $channels } canales: Afterword no estaba en marcha cuando tocaba. Un responsable puede hacer que se publique: { $command }
}

## Agents, segments, phrases

one-agent = Todas las respuestas asignadas son de tickets de una sola persona, así que no se compara a nadie.
agent-above = { $name } está claramente por encima del equipo ({ $share } de { $n }; equipo { $team }).
nobody-apart = Nadie está claramente por encima ni por debajo del equipo.
by-touchpoint = { $label } por punto de contacto: { $list }.
by-segment = { $label } por segmento: { $list }.
by-tag = { $label } por etiqueta: { $list }.
segment-few = { $name } { $part } de { $n }
segment = { $name } { $share } de { $n }, probablemente { $range }
segment-above = { $name } { $share } de { $n }, probablemente { $range }, claramente por encima del resto
segment-below = { $name } { $share } de { $n }, probablemente { $range }, claramente por debajo del resto
unnamed = sin nombre
phrase = { $lows ->
   *[other] «{ $words }» salió en { $low } de { $lows } comentarios descontentos y en { $high } de { $highs } contentos.
}

## The details

details = Detalles: { $title }
closed-heading = Tickets cerrados esta semana
how-heading = ¿Cómo se calculó?
ledger-none = Ninguno.
ledger = { $n } en total: { $list }.
ledger-item = { $state } ({ $n })
spread = { $label }, reparto de { $answers }. { $list }
spread-point = { $point }: { $shown }
crept-above = { $label }: las semanas han ido subiendo poco a poco por encima de donde solían estar.
crept-below = { $label }: las semanas han ido bajando poco a poco por debajo de donde solían estar.
out-above = { $label }: esta semana está por encima de la banda en la que están las semanas anteriores del equipo.
out-below = { $label }: esta semana está por debajo de la banda en la que están las semanas anteriores del equipo.
quote-gave = Un cliente que dio { $score }:
state-planned = aún por preguntar
state-held = en espera
state-delivered = preguntado, aún sin respuesta
state-answered = respondido
state-declined = no quiere más preguntas
state-expired = sin respuesta a tiempo
state-skipped = sin preguntar
state-undeliverable = sin poder llegar
state-cancelled = pregunta retirada
skip-already-asked = ya se preguntó
skip-no-customer = sin cliente indicado
skip-customer-is-agent = el cliente es del equipo
skip-customer-is-bot = el cliente es un programa
skip-opted-out = no quiere preguntas
skip-cooldown = se le preguntó hace poco
skip-sampled-out = no salió en el sorteo
skip-too-old = cerrado hace demasiado
skip-not-resolved = cerrado sin solución
skip-no-human-reply = cerrado sin responder
skip-team-paused = preguntas en pausa
skip-agent-declined = cerrado sin preguntar
unreached-no-place = no se conoce ninguna cuenta de chat
unreached-dm-closed = mensajes directos cerrados
unreached-user-gone = la cuenta ya no existe
unreached-channel-gone = la conversación ya no existe
unreached-not-allowed = no podemos escribir allí
unreached-too-late = nada funcionó a tiempo
unreached-refused = la plataforma rechazó el mensaje
another-reason = otro motivo

## How it was worked out

work-share = { $label }, parte: { $part } de { $whole } respuestas fueron { $counted }, es decir, { $share }. Rango probable { $range }: rango de Wilson al { $level }.
work-thumbs = { $label }, parte: { $part } de { $whole } respuestas fueron pulgares arriba, es decir, { $share }. Rango probable { $range }: rango de Wilson al { $level }.
work-net = { $label }: { $part } de { $whole } respuestas fueron { $counted } (promotores) y { $detractors } fueron { $low } (detractores); la diferencia de sus partes, por cien, es { $score }. Rango probable { $range }: Wald ajustado al { $level }. Preguntado después de un ticket, no es el NPS de una encuesta anual ni se compara con él.
work-mean = { $label }, media: { $mean }. Rango probable { $range }: una respuesta añadida en cada extremo de la escala y luego la t de Student (más dos, construcción nuestra).
work-repeats = { $label }, clientes que repiten: { $n } respuestas vinieron de { $people } personas. Las respuestas de una persona van juntas; para los rangos valen como { $worth } independientes (varianza entre personas).
work-change = { $weeks ->
    [one] { $label }, cambio: { $now } ahora, { $before } en la última semana ({ $part } de { $whole }). La diferencia está probablemente entre { $from } y { $to } puntos: square-and-add (Newcombe 1998, método 10).
   *[other] { $label }, cambio: { $now } ahora, { $before } en las últimas { $weeks } semanas ({ $part } de { $whole }). La diferencia está probablemente entre { $from } y { $to } puntos: square-and-add (Newcombe 1998, método 10).
}
work-change-net = { $weeks ->
    [one] { $label }, cambio: { $now } ahora, { $before } en la última semana ({ $n } respuestas). La diferencia está probablemente entre { $from } y { $to } puntos: square-and-add (Newcombe 1998, método 10).
   *[other] { $label }, cambio: { $now } ahora, { $before } en las últimas { $weeks } semanas ({ $n } respuestas). La diferencia está probablemente entre { $from } y { $to } puntos: square-and-add (Newcombe 1998, método 10).
}
work-clear = Un cambio se llama claro si su rango deja fuera el 0, y estable si el rango queda a { $margin } puntos de 0 como mucho. Más o menos una semana de cada veinte parece clara por pura casualidad.
work-floors = Menos de { $few } respuestas: sin resultado. Menos de { $percent }: solo recuentos, sin porcentaje ni comparación. Menos de { $baseline } en las semanas anteriores: sin comparación.
work-agents = Agentes: solo se dice que alguien está claramente por encima a partir de { $few } respuestas, si la prueba de chi cuadrado N-1 frente al resto del equipo lo sigue diciendo tras la corrección de Holm para todos los agentes mirados. No se hace ninguna clasificación.
work-asked = Quién respondió: de las personas preguntadas en la semana { $dates }, la semana más reciente cuyo plazo de respuesta ha terminado. Rango probable: rango de Wilson al { $level }.
work-heard = Representados: de los tickets cerrados en la semana { $dates }, los de cada canal, punto de contacto, segmento, etiqueta y duración (una hora, un día, más) frente a todos los demás. Se nombra lo que supone menos de la mitad o más del doble de las respuestas que de los tickets, a partir de { $few } tickets y otras tantas respuestas en total, si la chi cuadrado N-1 aún lo dice tras la corrección de Holm por todas.
work-counts = Una respuesta cuenta en la semana en que llegó por primera vez, con su último valor. Un ticket cuenta en la semana en que se cerró.
work-week = La semana va de { $from } a { $to } ({ $zone }).
work-rules = Cada regla con su fórmula, su fuente y un ejemplo resuelto: «How we count», docs/counting.md (en inglés).

## Promises

promise-own = La promesa de la semana
promise-earlier = Una promesa anterior
promise-told = { $lead } ({ $dates }): { $fate }.
promise-told-by = { $lead } ({ $dates }, de { $name }): { $fate }.
promise-stands = { $lead }: { $fate }.
promise-open = { $lead }: ¿qué fue de ella?
fate-kept = cumplida
fate-not-kept = no cumplida
fate-still = en ello
fate-unsaid = no se dijo qué fue de ella
mark-kept = Cumplida
mark-not-kept = No cumplida
mark-still = En ello
promise-button = Promesa para esta semana
promise-made = La promesa del equipo { $team } para la semana { $dates } es:
promise-cut = Pasaba de { $most } caracteres y se recortó.
promise-replaced = Sustituye a la anterior, que se conserva.
promise-last = La última promesa: { $fate }.
promise-unclear = No se entendió qué fue de la promesa anterior: hay que elegir una sola opción.
promise-next = El próximo resumen la mencionará y dirá qué fue de ella. Se puede indicar en cualquier momento:
promise-noted = Anotado para la semana { $dates }: { $fate }. El próximo resumen lo dirá.
promise-noted-late = Anotado para la semana { $dates }: { $fate }. Lo publicado se queda como está; el próximo resumen lo dirá.
promise-nothing = No se escribió ni se eligió nada, así que no cambió nada.
promise-not-allowed = Las promesas son para las personas de un equipo. No cambió nada.
promise-not-of-the-team = Las promesas del equipo { $team } son para las personas de ese equipo. No cambió nada.
promise-which-team = Usted es de varios equipos ({ $teams }). Escriba el comando en un canal del equipo que corresponda o pulse el botón debajo de su resumen. No cambió nada.
promise-none-yet = El equipo { $team } aún no ha prometido nada para esta semana: /afterword promise <lo que se hará mejor>
promise-this-week = Esta semana
promise-before = La anterior
promise-ask-this = ¿Qué fue de la de esta semana?
promise-ask-before = ¿Qué fue de ella?
nothing-changed = No cambió nada.
promise-form-title = Promesa de la semana
promise-form-fate = ¿Qué fue de la última promesa?
promise-form-text = ¿Qué hará mejor el equipo esta semana?
promise-form-submit = Prometer

## The picture

chart-team = Resumen del equipo
chart-not-over = La semana no ha terminado.
chart-closed = cerrados
chart-asked = preguntas
chart-delivered = entregadas
chart-answered = respondidas
chart-no-answers = Sin respuestas
chart-nothing = Nada que mostrar esta semana
chart-only = { $n ->
    [one] Solo { $n } respuesta
   *[other] Solo { $n } respuestas
}
chart-few-people = De muy pocas personas
chart-few = Muy pocas para un resultado
chart-part = { $part } de { $n }
chart-few-net = Muy pocas para un NPS
chart-few-share = Muy pocas para un porcentaje
chart-part-answers = { $part } de { $n } respuestas
chart-likely = prob. { $range }
chart-before = { $weeks ->
    [one] última semana { $score }
   *[other] últ. { $weeks } semanas { $score }
}
chart-changed = pregunta cambiada
alt-start = Resumen: { $title }.
alt-spread = Reparto: { $list }.
alt-weeks = Semanas: { $list }.
alt-week = { $day } { $score }
alt-changed = La pregunta cambió en la semana del { $days }.
alt-and-of = { $before } y del { $next }
funnel-short = { $closed } cerrados, { $asked } preguntas, { $delivered } entregadas, { $answered } respondidas.

## The page

page-spread = Reparto de las notas
page-closed = Tickets cerrados
page-stands = Cómo está cada ticket
page-all = En total
page-not-asked = Sin preguntar, por motivo
page-not-reached = Sin poder llegar, por motivo
page-named = Lo que señalaron los clientes
page-ticked = Motivos marcados
page-words = En palabras de los clientes
page-gave = dio { $score }

## Why a number moved, and what else must be known

mix-more = llegaron más tickets de «{ $name }»
mix-fewer = llegaron menos tickets de «{ $name }»
mix-larger = una parte mayor de los tickets era de «{ $name }»
mix-smaller = una parte menor de los tickets era de «{ $name }»
mix-fall-whole = { $n ->
    [one] Toda la bajada ({ $n } punto) se debe a que { $why }, no a que el servicio empeorara.
   *[other] Toda la bajada ({ $n } puntos) se debe a que { $why }, no a que el servicio empeorara.
}
mix-fall-most = { $n ->
    [one] La mayor parte de la bajada ({ $part } de { $n } punto) se debe a que { $why }, no a que el servicio empeorara.
   *[other] La mayor parte de la bajada ({ $part } de { $n } puntos) se debe a que { $why }, no a que el servicio empeorara.
}
mix-fall-half = { $n ->
    [one] Cerca de la mitad de la bajada ({ $part } de { $n } punto) se debe a que { $why }, no a que el servicio empeorara.
   *[other] Cerca de la mitad de la bajada ({ $part } de { $n } puntos) se debe a que { $why }, no a que el servicio empeorara.
}
mix-rise-whole = { $n ->
    [one] Toda la subida ({ $n } punto) se debe a que { $why }, no a que el servicio mejorara.
   *[other] Toda la subida ({ $n } puntos) se debe a que { $why }, no a que el servicio mejorara.
}
mix-rise-most = { $n ->
    [one] La mayor parte de la subida ({ $part } de { $n } punto) se debe a que { $why }, no a que el servicio mejorara.
   *[other] La mayor parte de la subida ({ $part } de { $n } puntos) se debe a que { $why }, no a que el servicio mejorara.
}
mix-rise-half = { $n ->
    [one] Cerca de la mitad de la subida ({ $part } de { $n } punto) se debe a que { $why }, no a que el servicio mejorara.
   *[other] Cerca de la mitad de la subida ({ $part } de { $n } puntos) se debe a que { $why }, no a que el servicio mejorara.
}
down = Afterword no estuvo en marcha durante { $length } de esta semana ({ $when }), así que los cierres de ese tiempo pueden faltar o se preguntó tarde por ellos.
down-minutes = { $n ->
    [one] { $n } minuto
   *[other] { $n } minutos
}
down-hours = { $n ->
    [one] { $n } hora
   *[other] { $n } horas
}
down-between = { $from } a { $to }
down-since-start = desde el comienzo hasta { $to }
down-until-end = { $from } hasta el final
down-throughout = de principio a fin
down-more = { $n ->
    [one] y una vez más
   *[other] y { $n } veces más
}
contrary = { $label }: { $part } de { $whole } comentarios en inglés dicen lo contrario de su nota, así que algunos clientes quizá leen la escala al revés.
asked-others = importado, con las palabras de otra herramienta

## Before and after a day

compare-title = Antes y después del { $day }: { $team }
compare-left-out = La semana { $dates } queda fuera. Solo semanas completas, { $most } como mucho a cada lado, zona horaria { $zone }.
compare-too-small = { $n ->
    [one] Las respuestas son confidenciales: queda fuera { $n } semana con respuestas de menos de cinco personas.
   *[other] Las respuestas son confidenciales: quedan fuera { $n } semanas con respuestas de menos de cinco personas.
}
compare-not-why = Puede que a la vez haya cambiado otra cosa: dos periodos pueden mostrar que algo se movió, no por qué.
compare-changed = La pregunta cambió el { $date }. Las respuestas de antes y de después no son comparables, así que no se compara nada.
compare-first = Primera respuesta el { $date }: antes no hay con qué comparar.
compare-none-yet = Aún no hay respuestas.
compare-none-after = Sin respuestas en las semanas posteriores, así que no hay nada que comparar.
compare-hidden-both = A ambos lados quedan fuera todas las semanas con respuestas, así que no hay nada que comparar.
compare-hidden-before = Antes quedan fuera todas las semanas con respuestas, así que no hay nada que comparar.
compare-hidden-after = Después quedan fuera todas las semanas con respuestas, así que no hay nada que comparar.
compare-after = { $weeks ->
    [one] la semana posterior
   *[other] las { $weeks } semanas posteriores
}
compare-before = { $weeks ->
    [one] la semana anterior
   *[other] las { $weeks } semanas anteriores
}
compare-few = { $n ->
    [one] { $n } respuesta en { $after }, { $n-before } en { $before }: muy pocas para dar un resultado.
   *[other] { $n } respuestas en { $after }, { $n-before } en { $before }: muy pocas para dar un resultado.
}
compare-counts = En { $after }, { $part } de { $n } { $said }; en { $before }, { $part-before } de { $n-before } { $said-before }. Muy pocas respuestas para un porcentaje.
compare-counts-net = En { $after }: { $groups }; en { $before }: { $groups-before }. Muy pocas respuestas para un NPS.
compare-share = En { $after }, el { $share } de { $n } (probablemente { $range }) { $said }, frente al { $share-before } de { $n-before } (probablemente { $range-before }) en { $before }.
compare-net = En { $after }, NPS { $score } de { $n } (probablemente { $range }), frente a NPS { $score-before } de { $n-before } (probablemente { $range-before }) en { $before }.
compare-rise = No es casualidad: es una subida clara, { $size }.
compare-fall = No es casualidad: es una bajada clara, { $size }.
compare-steady = Estable: { $margin } puntos de diferencia como mucho.
compare-no-clear-change = Sin cambio claro: las respuestas encajan con cualquier cosa, { $fits }.
compare-cannot-tell = Aún no se puede decir: las respuestas encajan con cualquier cosa, { $fits }.
compare-enough = Unas { $n } respuestas por semana bastarían para ver un cambio de { $change } puntos en estas semanas.
compare-until = (Con las palabras que se usaron hasta el { $date }.)
compare-future = El { $day } aún está por llegar. Pregunte por un día pasado.
compare-not-yet = Aún no ha pasado ninguna semana completa después de la del { $day }. A partir del { $from } habrá con qué comparar.
compare-before-first = La primera respuesta al equipo { $team } llegó el { $first }, así que antes del { $day } no hay con qué comparar. Pregunte por una semana posterior.
compare-no-answers = El equipo { $team } aún no tiene respuestas, así que no hay nada que comparar.
compare-no-date = «{ $asked }» no es una fecha. Escríbala como { $example }: { $command }
compare-not-allowed = La comparación de antes y después es para las personas de un equipo.

## Replies about scorecards

nameless = sin nombre
team-unknown = Ningún equipo se llama «{ $asked }».
team-unknown-known = Ningún equipo se llama «{ $asked }». Hay: { $teams }.
week-unknown = «{ $asked }» no es una semana. Escríbala como { $example }.
week-confidential = Las respuestas al equipo { $team } son confidenciales, así que los números de una semana solo se muestran cuando se publica su resumen o una semana después de su final. Pregunte por una semana anterior.
post-posting = { $channels ->
    [one] El resumen del equipo { $team } para la semana { $dates } se va a publicar en { $channels } canal; dirá que llega con retraso.
   *[other] El resumen del equipo { $team } para la semana { $dates } se va a publicar en { $channels } canales; dirá que llega con retraso.
}
post-waiting = { $channels ->
    [one] En { $channels } canal ya está a punto de publicarse.
   *[other] En { $channels } canales ya está a punto de publicarse.
}
post-posted = { $channels ->
    [one] En { $channels } canal ya está publicado y no se publica dos veces.
   *[other] En { $channels } canales ya está publicado y no se publica dos veces.
}
post-not-over = La semana { $dates } no ha terminado. Su resumen se publica solo cuando toca.
post-no-channel = El equipo { $team } no tiene ningún canal para los resúmenes. La configuración los enumera en channels.
post-not-allowed = Los resúmenes los publican los responsables del equipo. No se publicó nada.
elsewhere = Este resumen no se pudo publicar en { $channel }: el canal está archivado o ya no existe, o me sacaron de él. Por eso le llega a usted. Vuelva a invitarme o indique otro canal en la configuración.
possible-repeat = (posible repetición) Un intento anterior de publicar esto quedó sin respuesta, y no puedo leer este canal para ver si llegó.
