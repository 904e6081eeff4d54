/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/callbacks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "milter/changes.h"
#include "milter/negotiate.h"
#include "milter/session.h"

/* libmilter's callbacks have no argument of ours before a connection has its
 * private data. Set once, before the first thread. */
static struct milter_context *the_context;

enum {
	AGREED_NO_REPLY_HEADERS = 1,
	AGREED_NO_REPLY_CONNECT = 2,
	AGREED_HOLD = 4,
	AGREED_BODY = 8,
	AGREED_SKIP = 16,
	AGREED_DELETE = 32,
	AGREED_NO_REPLY_HELO = 64,
};

struct connection {
	struct session *session;
	SMFICTX *ctx; /* of the callback that runs */
	bool in_message;
	bool has_body; /* some of the message's was shown */
	bool no_reply_headers;
	bool no_reply_connect;
	bool no_reply_helo;
	bool can_hold;
	bool can_skip;
};

static void connection_agree(struct connection *c, unsigned agreed)
{
	c->no_reply_headers = agreed & AGREED_NO_REPLY_HEADERS;
	c->no_reply_connect = agreed & AGREED_NO_REPLY_CONNECT;
	c->no_reply_helo = agreed & AGREED_NO_REPLY_HELO;
	c->can_hold = agreed & AGREED_HOLD;
	c->can_skip = agreed & AGREED_SKIP;
	session_agree(c->session,
		&(struct mta_capabilities){
			.gives_body = agreed & AGREED_BODY,
			.can_delete = agreed & AGREED_DELETE,
		});
}

static enum err new_session(struct session **session_r)
{
	const struct session_shared shared = {
		.office = the_context->office,
		.notices = the_context->notices,
		.intake = the_context->intake,
		.unfinished = &the_context->unfinished,
		.unnamed = the_context->unnamed,
		.cache = &the_context->judges,
		.counters = the_context->counters,
	};

	return session_new(&shared, session_r);
}

/* A connection's data is made at negotiation. After QUIT_NC the MTA begins anew
 * on the same socket without negotiating: then it is made here, with what was
 * last agreed, since all MTAs on one socket are of one kind. */
static struct connection *connection_of(SMFICTX *ctx)
{
	struct connection *c = smfi_getpriv(ctx);

	if (c)
		return c;
	c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	if (new_session(&c->session) || smfi_setpriv(ctx, c) != MI_SUCCESS) {
		session_free(&c->session);
		free(c);
		return NULL;
	}
	connection_agree(c, atomic_load(&the_context->agreed));
	return c;
}

static void context_leave(void)
{
	atomic_fetch_sub(&the_context->messages, 1);
}

/* The message is counted before "drains" is read: so either the thread that
 * stops the daemon sees the message, or the message's thread sees that the
 * daemon stops. */
static bool context_enter(void)
{
	atomic_fetch_add(&the_context->messages, 1);
	if (!atomic_load(&the_context->drains))
		return true;
	context_leave();
	return false;
}

static bool message_begin(struct connection *c)
{
	if (!context_enter())
		return false;
	atomic_fetch_add_explicit(&the_context->begun, 1, memory_order_relaxed);
	c->in_message = true;
	c->has_body = false;
	return true;
}

static void message_end(struct connection *c)
{
	if (!c->in_message)
		return;
	session_reset(c->session);
	c->in_message = false;
	context_leave();
}

/* ------------------------------------------------- what the MTA is told */

static sfsistat tell_refusal(SMFICTX *ctx, const struct answer *a)
{
	const struct reply *r = a->reply;
	int status;

#define LINE(n) reply_line(r, (n))
#define LINES_8(n)                                                             \
	LINE((n)), LINE((n) + 1), LINE((n) + 2), LINE((n) + 3), LINE((n) + 4), \
		LINE((n) + 5), LINE((n) + 6), LINE((n) + 7)
	status = smfi_setmlreply(ctx, a->code, a->enhanced, LINES_8(0),
		LINES_8(8), LINES_8(16), LINES_8(24), (char *)NULL);
#undef LINES_8
#undef LINE
	if (status != MI_SUCCESS)
		log_warn("the MTA gives its own text: ours was not accepted");
	/* A 4xx text with SMFIS_REJECT would be dropped without a word. */
	return a->code[0] == '4' ? SMFIS_TEMPFAIL : SMFIS_REJECT;
}

static sfsistat tell(
	SMFICTX *ctx, const struct connection *c, const struct answer *a)
{
	static const sfsistat told[] = {
		[ANSWER_CONTINUE] = SMFIS_CONTINUE,
		[ANSWER_ACCEPT] = SMFIS_ACCEPT,
		[ANSWER_REFUSE] = SMFIS_REJECT,
		[ANSWER_HOLD] = SMFIS_ACCEPT,
		[ANSWER_DISCARD] = SMFIS_DISCARD,
	};

	if (a->kind == ANSWER_REFUSE)
		return tell_refusal(ctx, a);
	if (a->kind == ANSWER_SKIP)
		return c->can_skip ? SMFIS_SKIP : SMFIS_CONTINUE;
	return told[a->kind];
}

static bool remove_header(void *arg, const char *name, int n)
{
	const struct connection *c = arg;

	return smfi_chgheader(c->ctx, (char *)name, n, NULL) == MI_SUCCESS;
}

static bool insert_header(void *arg, const char *name, const char *value)
{
	const struct connection *c = arg;

	return smfi_insheader(c->ctx, 0, (char *)name, (char *)value) ==
		MI_SUCCESS;
}

static bool replace_header(void *arg, const char *name, const char *value)
{
	const struct connection *c = arg;

	return smfi_chgheader(c->ctx, (char *)name, 1, (char *)value) ==
		MI_SUCCESS;
}

static bool remove_recipient(void *arg, const char *recipient)
{
	const struct connection *c = arg;

	return smfi_delrcpt(c->ctx, (char *)recipient) == MI_SUCCESS;
}

static bool hold(void *arg, const char *reason)
{
	const struct connection *c = arg;

	return c->can_hold &&
		smfi_quarantine(c->ctx, (char *)reason) == MI_SUCCESS;
}

/* False: the MTA does not take a change, and the message must not go without
 * it. */
static bool change_message(
	SMFICTX *ctx, struct connection *c, const struct answer *a)
{
	const struct change_verbs verbs = {
		.remove_header = remove_header,
		.insert_header = insert_header,
		.replace_header = replace_header,
		.remove_recipient = remove_recipient,
		.hold = hold,
		.arg = c,
	};

	c->ctx = ctx;
	return changes_make(c->session, a, &verbs);
}

static bool has_hung_up(int error)
{
	return error == EPIPE || error == ECONNRESET || error == EBADF;
}

/* "error": errno of what failed. */
static sfsistat tell_failure(SMFICTX *ctx, const struct session *s, int error)
{
	static char code[] = "451";
	static char enhanced[] = "4.7.1";
	static char text[] = "the message could not be changed as it must be";

	log_error("%s: %s: %s: deferred", session_queue_id(s), session_host(s),
		has_hung_up(error) ? "the MTA hung up at end-of-message" :
				     "the MTA does not take the change of the "
				     "message, or hung up at end-of-message");
	counters_fault(
		the_context->counters, COUNTERS_FAULT_MTA, COUNTERS_DEFERRED);
	(void)smfi_setreply(ctx, code, enhanced, text);
	return SMFIS_TEMPFAIL;
}

/* ----------------------------------------------------------- callbacks */

static bool wants_client(const struct settings *s)
{
	if (s->purpose_clients_len > 0)
		return true;
	for (size_t i = 0; i < s->classify_len; i++)
		if (s->classify[i].client_len > 0)
			return true;
	return false;
}

static unsigned agreed_of(const struct negotiated *n)
{
	return (n->protocol & SMFIP_NR_HDR ? AGREED_NO_REPLY_HEADERS : 0u) |
		(n->protocol & SMFIP_NR_CONN ? AGREED_NO_REPLY_CONNECT : 0u) |
		(n->protocol & SMFIP_NR_HELO ? AGREED_NO_REPLY_HELO : 0u) |
		(n->protocol & SMFIP_NOBODY ? 0u : AGREED_BODY) |
		(n->protocol & SMFIP_SKIP ? AGREED_SKIP : 0u) |
		(n->actions & SMFIF_DELRCPT ? AGREED_DELETE : 0u) |
		(n->actions & SMFIF_QUARANTINE ? AGREED_HOLD : 0u);
}

static sfsistat on_negotiate(SMFICTX *ctx, unsigned long actions,
	unsigned long protocol, unsigned long unused2, unsigned long unused3,
	unsigned long *actions_r, unsigned long *protocol_r,
	unsigned long *unused2_r, unsigned long *unused3_r)
{
	const struct settings *s;
	struct negotiate_wish wish;
	struct connection *c;
	struct negotiated n;

	(void)unused2;
	(void)unused3;
	if (!context_enter())
		return SMFIS_REJECT;
	s = office_settings(the_context->office);
	wish = (struct negotiate_wish){
		.is_local = the_context->is_local,
		.wants_client = wants_client(s),
		.wants_body = session_wants_body(s) || s->inbound.is_on,
		.wants_helo = s->inbound.is_on,
	};
	n = negotiate_steps(actions, protocol, &wish);
	settings_unref(&s);
	context_leave();
	c = connection_of(ctx);
	if (!c || ((n.actions & SMFIF_SETSYMLIST) && negotiate_macros(ctx)))
		return SMFIS_REJECT;
	atomic_store(&the_context->agreed, agreed_of(&n));
	connection_agree(c, agreed_of(&n));
	*actions_r = n.actions;
	*protocol_r = n.protocol;
	*unused2_r = 0;
	*unused3_r = 0;
	return SMFIS_CONTINUE;
}

static sfsistat on_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *address)
{
	struct connection *c = connection_of(ctx);

	(void)host;
	if (!c)
		return SMFIS_TEMPFAIL;
	session_client(c->session, address);
	return c->no_reply_connect ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat on_helo(SMFICTX *ctx, char *name)
{
	struct connection *c = connection_of(ctx);

	if (!c)
		return SMFIS_TEMPFAIL;
	session_helo(c->session, name);
	return c->no_reply_helo ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static const char *macro(SMFICTX *ctx, const char *name)
{
	return smfi_getsymval(ctx, (char *)name);
}

static struct mail_facts facts_of(SMFICTX *ctx, char **argv)
{
	struct mail_facts facts = {
		.sender = argv[0],
		.told_sender = macro(ctx, "{mail_addr}"),
		.auth_user = macro(ctx, "{auth_authen}"),
		.client_address = macro(ctx, "{client_addr}"),
		.listener_name = macro(ctx, "{daemon_name}"),
		.listener_port = macro(ctx, "{daemon_port}"),
		.host = macro(ctx, "j"),
	};

	for (size_t i = 1; argv[0] && argv[i]; i++)
		if (strcasecmp(argv[i], "SMTPUTF8") == 0)
			facts.utf8 = true;
	return facts;
}

static sfsistat tell_draining(SMFICTX *ctx)
{
	static char code[] = "451";
	static char enhanced[] = "4.3.2";
	static char text[] = "the marketing check is being restarted";

	(void)smfi_setreply(ctx, code, enhanced, text);
	return SMFIS_TEMPFAIL;
}

static sfsistat on_mail(SMFICTX *ctx, char **argv)
{
	struct connection *c = connection_of(ctx);
	struct mail_facts facts;
	struct answer answer;
	sfsistat status;

	if (!c)
		return SMFIS_TEMPFAIL;
	message_end(c);
	if (!message_begin(c))
		return tell_draining(ctx);
	facts = facts_of(ctx, argv);
	answer = session_mail(c->session, &facts);
	status = tell(ctx, c, &answer);
	if (answer.kind != ANSWER_CONTINUE)
		message_end(c);
	return status;
}

static sfsistat on_rcpt(SMFICTX *ctx, char **argv)
{
	struct connection *c = connection_of(ctx);
	struct rcpt_facts facts;
	struct answer answer;
	sfsistat status;

	if (!c)
		return SMFIS_TEMPFAIL;
	if (!c->in_message || !argv[0])
		return SMFIS_CONTINUE;
	facts = (struct rcpt_facts){
		.recipient = argv[0],
		.told_recipient = macro(ctx, "{rcpt_addr}"),
		.queue_id = macro(ctx, "i"),
		.mailer = macro(ctx, "{rcpt_mailer}"),
	};
	answer = session_rcpt(c->session, &facts);
	status = tell(ctx, c, &answer);
	return status;
}

static sfsistat on_data(SMFICTX *ctx)
{
	struct connection *c = smfi_getpriv(ctx);

	if (c && c->in_message)
		session_data(c->session, macro(ctx, "i"));
	return SMFIS_CONTINUE;
}

static sfsistat on_header(SMFICTX *ctx, char *name, char *value)
{
	struct connection *c = connection_of(ctx);

	if (!c)
		return SMFIS_TEMPFAIL;
	if (c->in_message && name)
		session_header(c->session, name, value ? value : "");
	return c->no_reply_headers ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat on_body(SMFICTX *ctx, unsigned char *bytes, size_t len)
{
	struct connection *c = connection_of(ctx);
	struct answer answer;
	sfsistat status;

	if (!c)
		return SMFIS_TEMPFAIL;
	if (!c->in_message)
		return SMFIS_CONTINUE;
	c->has_body = true;
	answer = session_body(c->session, bytes, len);
	status = tell(ctx, c, &answer);
	if (answer.kind == ANSWER_ACCEPT)
		message_end(c);
	return status;
}

static sfsistat on_end(SMFICTX *ctx)
{
	struct connection *c = connection_of(ctx);
	struct answer answer;
	sfsistat status;
	bool is_done;
	int error;

	if (!c)
		return SMFIS_TEMPFAIL;
	if (!c->in_message)
		return SMFIS_ACCEPT;
	answer = session_end(c->session, macro(ctx, "i"));
	errno = 0;
	is_done =
		answer.kind == ANSWER_REFUSE || change_message(ctx, c, &answer);
	error = errno;
	if (!is_done) {
		status = tell_failure(ctx, c->session, error);
	} else {
		is_done = session_take(c->session, &answer);
		status = tell(ctx, c, &answer);
	}
	session_settled(c->session, is_done);
	message_end(c);
	return status;
}

/* Also called where the client went away: libmilter does not tell the two
 * apart. */
static void log_given_up(const struct connection *c)
{
	const struct session *s = c->session;

	if (c->in_message && c->has_body)
		log_info("%s: %s: the MTA hung up, or gave the message up, at "
			 "its body",
			session_queue_id(s), session_host(s));
}

static sfsistat on_abort(SMFICTX *ctx)
{
	struct connection *c = smfi_getpriv(ctx);

	if (c)
		log_given_up(c);
	if (c)
		message_end(c);
	return SMFIS_CONTINUE;
}

/* Comes without private data where nothing was negotiated: a health check. */
static sfsistat on_close(SMFICTX *ctx)
{
	struct connection *c = smfi_getpriv(ctx);

	if (!c)
		return SMFIS_CONTINUE;
	message_end(c);
	session_free(&c->session);
	free(c);
	(void)smfi_setpriv(ctx, NULL);
	return SMFIS_CONTINUE;
}

enum err callbacks_register(struct milter_context *context)
{
	static char name[] = "robinson";
	struct smfiDesc description = {
		.xxfi_name = name,
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE |
			SMFIF_DELRCPT | SMFIF_SETSYMLIST,
		.xxfi_connect = on_connect,
		.xxfi_helo = on_helo,
		.xxfi_envfrom = on_mail,
		.xxfi_envrcpt = on_rcpt,
		.xxfi_header = on_header,
		.xxfi_body = on_body,
		.xxfi_eom = on_end,
		.xxfi_abort = on_abort,
		.xxfi_close = on_close,
		.xxfi_data = on_data,
		.xxfi_negotiate = on_negotiate,
	};

	the_context = context;
	return smfi_register(description) == MI_SUCCESS ? ERR_OK : ERR_INVALID;
}
