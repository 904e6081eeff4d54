/* SPDX-License-Identifier: BSD-2-Clause */
/* Spanish; a pronoun that hangs on a verb makes another word of it. */
#include "inbound/stop_grammar.h"

static const struct stop_words words[] = {
	{STOP_POLITE,
		"por_favor favor gracias ruego rogamos les le se_lo "
		"inmediatamente ya porfa agradezco agradeceria saludos "
		"atentamente"},
	{STOP_GREETING,
		"hola buenos buenas dias tardes estimado estimados "
		"estimada senores senor senora"},
	{STOP_I, "yo nosotros"},
	{STOP_ME, "me nos"},
	{STOP_MY, "mi mis nuestro nuestra nuestros nuestras"},
	{STOP_NOT, "no nunca jamas tampoco"},
	{STOP_NONE, "ningun* sin ni"},
	{STOP_MORE, "mas nunca nuevamente adelante vez futuro"},
	{STOP_WANT,
		"acept* prefiero prefiere necesit* quiero queremos deseo "
		"deseamos "
		"quisiera* "
		"solicito solicitamos pido necesito gustaria interesa "
		"exijo autorizo"},
	{STOP_RECEIVE,
		"recibir recibiendo recibirlos recibirlas recepcion "
		"recibo"},
	{STOP_SEND, "envi* mand* remit* envio mandar mandando enviando"},
	{STOP_REACH, "escrib* contact* molest* llamen spamear escribir"},
	{STOP_SEND_ME,
		"enviarme mandarme contactarme escribirme remitirme "
		"enviarnos mandarnos contactarnos escribirnos molestarme "
		"enviandome mandandome molestarnos"},
	{STOP_CEASE,
		"cesar bloque* dejen deje deja dejar dejad cesen cese paren "
		"basta "
		"detengan stop interrumpan suspendan suspender parar"},
	{STOP_UNSUBSCRIBE, "desuscrib* desapunt* darse_de_baja causar_baja"},
	{STOP_REMOVE,
		"saqu* exclu* cancelacion borrado elimin* borr* quit* sac* "
		"suprim* "
		"supresion retiren "
		"retirar cancelen cancelar baja eliminacion"},
	{STOP_REMOVE_ME,
		"bajenme bajeme darme_de_baja denme_de_baja deme_de_baja "
		"dame_de_baja "
		"darnos_de_baja dennos_de_baja denos_de_baja dadme_de_baja "
		"me_den_de_baja me_de_de_baja nos_den_de_baja me_doy_de_baja "
		"desuscribirme desuscribanme eliminenme elimineme eliminarme "
		"borrenme borreme "
		"borrarme quitenme quiteme quitarme saquenme saqueme sacarme "
		"retirenme suprimanme borradme eliminadme quitadme borrame "
		"eliminame quitame sacame eliminennos borrennos quitennos "
		"borrarnos eliminarnos"},
	{STOP_LIST,
		"lista listas base_de_datos bases_de_datos fichero* "
		"base registros listado* distribucion boletin* newsletter* "
		"suscriptores"},
	{STOP_ADDRESS,
		"nombre direccion datos correo* email mail contacto cuenta_de"},
	{STOP_MAIL,
		"correo* mail* email* mensaje* comunicacion* carta* "
		"correspondencia"},
	{STOP_AD,
		"correo*_de_marketing mensaje*_de_marketing publici* boletin* "
		"newsletter* spam fines_comercial* "
		"comunicacion*_comercial* informacion*_comercial* "
		"correo*_comercial* oferta*_comercial* envio*_comercial* "
		"mensaje*_comercial* prospeccion_comercial promocion* "
		"publicitari* propaganda anuncios mailing*"},
	{STOP_OFFER,
		"oferta* informacion* propuesta* novedades catalogo* "
		"noticias"},
	{STOP_OBJECT, "prohibo opongo oponemos oposicion oponerme"},
	{STOP_WITHDRAW,
		"retiro retirar revoco revocar revocacion retiramos "
		"revocamos anulo"},
	{STOP_CONSENT,
		"consentimiento autorizacion consentido permiso "
		"autorizado autorizo consiento"},
	{STOP_PROCESS,
		"tratamiento uso utilizacion tratar utilicen usen "
		"utilizar"},
	{STOP_CANCEL, "pongan_fin poner_fin ponga_fin cancel* anul* baja"},
	{STOP_SUBSCRIPTION, "suscripcion* subscripcion*"},
	{STOP_INTEREST, "interesad* interesa interes"},
	{STOP_HOW, "como"},
	{STOP_WHERE, "donde como quien"},
	{STOP_BE, "ser"},
	{STOP_SIGNED_UP, "suscrito suscribi apuntado solicitado registrado"},
	{STOP_PEACE,
		"lista_robinson dejenme_en_paz dejeme_en_paz dejadme_en_paz "
		"dejenme_tranquilo dejenme_tranquila"},
	{STOP_BARE,
		"paren basta stop baja cancelar eliminar borrar desuscribir "
		"desuscribirme borrenla eliminenla darme_de_baja "
		"desuscripcion"},
	{STOP_THIS, "esto estos estas nada eso este esta ustedes"},
	{STOP_RIGHT, "derecho derechos"},
	{STOP_BUSINESS,
		"licencia* tecnico* renovacion montador* por_que enviamos "
		"mandamos escribimos ponente* reserva* "
		"recordatorio* logotipo interlocut* pagos recibido recibi "
		"curso* llave* responsable* seguro factura* "
		"pedido* entrega* linea* reunion* cita* "
		"contrato* precio* mercancia* paquete* muestra* pieza* "
		"produc* plano* descuento* iva pago* maquina* presupuesto* "
		"pale* companer* programa* cliente* participante* "
		"invitacion* proyecto* usuario* pregunta* version* "
		"proveedor* punto* montaje* mantenimiento* caldera* "
		"tarifa* opcion* vehiculo* empleado* presion repuesto* "
		"subida portero archivo* adjunto* pagina* cuota* enfermedad "
		"condiciones documento* trabajador* medic* urgente tension "
		"duden dude "
		"seguridad_social mancha*"},
	{STOP_MEANS, "por_correo por_email por_mail de_spam por_carta"},
	{STOP_FROM, "de del"},
	{STOP_UNWELCOME, "no_deseado* indeseado*"},
	{STOP_PURPOSE, "marketing*"},
	{STOP_GOODS, "producto* servicio*"},
	{0, NULL},
};

static const struct stop_row rows[] = {
	/* "solicito la baja de su boletin", "dar de baja este correo" */
	STOP_CERTAIN(
		{STOP_WANT, 0}, {STOP_CANCEL, 3}, {STOP_AD | STOP_LIST, 4}),
	STOP_CERTAIN({STOP_WANT, 0}, {STOP_CANCEL, 3}, {STOP_EDGE, 0}),
	STOP_CERTAIN({STOP_EDGE, 0}, {STOP_CANCEL, 3},
		{STOP_AD | STOP_LIST | STOP_MAIL, 4}),
	STOP_CERTAIN(
		{STOP_UNSUBSCRIBE, 0}, {STOP_EDGE | STOP_LIST | STOP_AD, 4}),
	STOP_CERTAIN({STOP_UNSUBSCRIBE, 0}),
	/* "no vuelvan a contactarme", "no me escriban mas" */
	STOP_CERTAIN({STOP_NOT, 0}, {STOP_ME, 0}, {STOP_ANY_SEND, 1},
		{STOP_MORE | STOP_ANY_MAIL | STOP_THIS, 3}),
	STOP_CERTAIN(
		{STOP_NOT, 0}, {STOP_ME, 0}, {STOP_REACH, 1}, {STOP_EDGE, 1}),
	STOP_CERTAIN(
		{STOP_ME, 0}, {STOP_REMOVE, 0}, {STOP_EDGE | STOP_LIST, 4}),
	STOP_CERTAIN({STOP_NOT, 0}, {STOP_WANT, 0}, {STOP_RECEIVE, 2},
		{STOP_AD | STOP_OFFER | STOP_MAIL, 4}),
	{INBOUND_UNSAID, {{0}}},
};

const struct stop_language stop_es = {"Spanish", words, rows};
