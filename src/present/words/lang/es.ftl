### Lo que leen los clientes, en español. Trato de usted.

## The question

ces7-question = ¿qué tan fácil fue resolver su consulta?
ces7-short = ¿Qué tan fácil fue?
ces7-low = Muy difícil
ces7-high = Muy fácil
ces7-wrong = ¿Qué lo hizo difícil?

ces5-question = ¿qué tan fácil fue resolver su consulta?
ces5-short = ¿Qué tan fácil fue?
ces5-low = Muy difícil
ces5-high = Muy fácil
ces5-wrong = ¿Qué lo hizo difícil?

csat5-question = ¿qué grado de satisfacción siente con la ayuda que recibió?
csat5-short = ¿Qué grado de satisfacción siente?
csat5-low = Nada de satisfacción
csat5-high = Mucha satisfacción
csat5-wrong = ¿Qué salió mal?

thumbs-question = ¿le satisfizo la ayuda que recibió?
thumbs-short = ¿Le satisfizo?
thumbs-low = No, pulgar abajo
thumbs-high = Sí, pulgar arriba
thumbs-wrong = ¿Qué salió mal?

nps11-question = ¿qué probabilidad hay de que nos recomiende a sus amistades o colegas?
nps11-short = ¿Qué probabilidad hay de que nos recomiende?
nps11-low = Nada probable
nps11-high = Muy probable
nps11-wrong = ¿Qué tendría que mejorar?

prompt = { $person }, { $question }
point-word = { $point } { $word }
point-named = { $point }: { $word }
point-of = { $point } de { $max }
ticket-number = Ticket n.º { $number }
sees-named = Su respuesta la verá el equipo
sees-named-ticket = { $ticket } · su respuesta la verá el equipo
sees-leads = Su respuesta la verán los responsables de soporte
sees-leads-ticket = { $ticket } · su respuesta la verán los responsables de soporte
sees-confidential = Su respuesta es confidencial: solo se muestran totales
sees-confidential-ticket = { $ticket } · su respuesta es confidencial: solo se muestran totales
not-solved = Aún no está resuelto
decline = No me pregunten más

## What takes the question's place

thanked-person = Gracias, { $person } ya respondió.
thanked = Gracias, ya hay una respuesta.
expired = Esta pregunta ya está cerrada. Gracias de todos modos.
declined = Entendido: no habrá más preguntas.
cancelled-reopened = Este ticket se volvió a abrir, así que todavía no hay nada que responder.
cancelled-not-solved = Gracias por decirlo: el equipo ya sabe que aún no está resuelto.
cancelled-deleted = Este ticket ya no existe, así que no queda nada que responder.
cancelled-erased = Esta pregunta se retiró.
cancelled-another-open = Usted tiene otra pregunta abierta, así que esta se cierra.

## Once more, later

reminder = { $person }, la pregunta de arriba sigue abierta. Este es el único recordatorio.
again = { $person }, { $question }
again-question = ¿ha mejorado?
again-why = { $question } El punto que elija sustituye a su primera respuesta. Esto se pregunta una sola vez.
again-thanks = Gracias por decírnoslo.

## Said to one person

saved = Guardado: { $score }.
saved-and-asked = { $saved } { $why }
tell-why = Cuéntenos por qué
change = Cambiar
follow = Si lo desea: { $question }
last-counts = Cuenta lo último que pulse.
comment-saved = Gracias, ha quedado guardado.
comment-saved-cut = Gracias, ha quedado guardado. Era más largo de lo que podemos conservar, así que se cortó el final.
opted-out = No le volveremos a preguntar. { $command } vuelve a activar las preguntas.
opted-in = Podremos volver a preguntarle después de un ticket. { $command } desactiva las preguntas.
told-team = Gracias por avisarnos. El equipo ya sabe que aún no está resuelto.
refused-not-asked = Esta pregunta es para el cliente, así que no se guardó nada.
refused-agent = El equipo no puede evaluarse a sí mismo, así que no se guardó nada.
refused-bot = Solo pueden responder personas, así que no se guardó nada.
refused-off-scale = Ese punto no está en la escala de esta pregunta, así que no se guardó nada.
refused-expired = Esta pregunta está cerrada, así que no se guardó nada. Gracias de todos modos.
refused-declined = Usted pidió que no le preguntemos más, así que no se guardó nada. { $command } vuelve a activar las preguntas.
refused-cancelled = Esta pregunta se anuló, así que no se guardó nada.
refused-not-open = Esta pregunta no está abierta, así que no se guardó nada.
refused-too-late = { $days ->
    [one] Una respuesta se puede cambiar durante un día. Ya pasó, así que queda como estaba.
   *[other] Una respuesta se puede cambiar durante { $days } días. Ya pasaron, así que queda como estaba.
}
refused-no-answer = Todavía no hay una respuesta que completar. Pulse primero un punto de la escala, por favor.
refused-out-of-order = Eso ya no corresponde, así que no se guardó nada.
unknown-control = Ya no conocemos este botón, así que no se guardó nada.
not-saved = No se guardó; por favor, vuelva a pulsar.
not-saved-form = No se guardó; por favor, vuelva a enviarlo.
not-saved-command = No se pudo guardar. Por favor, inténtelo de nuevo.
form-expired = El formulario no se pudo abrir a tiempo. Por favor, vuelva a pulsar el botón.
help-intro = Cuando se cierra un ticket suyo, quizá le preguntemos qué tan fácil fue. Usted decide:
help-stop-asking = no más preguntas para usted, en ningún sitio
help-ask-me = preguntas para usted otra vez
help-help = esta lista
not-understood = Esto no se entendió: «{ $text }»
rehearsal = Esto es solo una vista previa: no se guardó nada.
home-title = Sus opciones
home-asked = Cuando se cierra un ticket suyo, quizá le preguntemos qué tan fácil fue: un toque, y nunca a menudo.
home-stop = No preguntarme
home-stopped = No se le pregunta cómo fueron sus tickets, en ningún sitio.
home-ask = Volver a preguntarme
for-the-team = Esto es para las personas de un equipo de soporte, así que no se cambió nada. { $command } muestra lo que es para usted.

## The form

send = Enviar
reasons-high = ¿Hubo algo difícil de todos modos?
outcome-high = ¿Algo salió mal de todos modos?
own-words = En sus propias palabras
contact = ¿Podemos contactarle?
contact-ok = Pueden contactarme
contact-ok-confidential = Pueden contactarme; los responsables verán entonces esta respuesta
reason-repeat = Tuve que repetirme
reason-passed-around = De una persona a otra
reason-came-back = Tuve que volver
reason-switched-channel = Tuve que cambiar de canal
reason-slow = Lento
reason-not-fixed = Sin arreglar
reason-unclear = Respuesta poco clara

## The page

page-reasons = ¿Hubo algo difícil? (opcional)
page-outcome = ¿Algo salió mal? (opcional)
page-own-words = En sus propias palabras (opcional)
page-ways-out = O, en lugar de una respuesta
page-choose = Elija un punto de la escala, por favor. Todavía no se ha guardado nada.
page-thanks = Gracias. Puede cerrar esta página.
page-thanks-cut = Gracias. Su texto era más largo de lo que podemos conservar, así que se cortó el final. Puede cerrar esta página.
page-not-solved = Gracias por avisarnos.
page-not-solved-more = El equipo ya sabe que aún no está resuelto. Puede cerrar esta página.
page-declined = No le volveremos a preguntar.
page-declined-more = Puede cerrar esta página.
page-gone = Este enlace no está abierto.
page-gone-more = Cada enlace sirve una vez y durante algunos días. Si respondió con él, su respuesta está guardada. Si no, escriba, por favor, a quienes se lo enviaron.

## What the list of commands says

command-afterword = Preguntar a los clientes si fue fácil y ver qué responden
command-stop-asking = No preguntarme más cómo fue un ticket
command-ask-me = Volver a preguntarme cómo fueron mis tickets
command-help = Decir qué hace Afterword y qué comandos conoce
