/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/reload.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/notify.h"
#include "config/start.h"
#include "milter/verdicts.h"

#define FIXED                                                                  \
	"socket, socket-mode, socket-group, check-socket, check-group, user, " \
	"pid-file and timeout stay as they were until a restart"

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool changes_fixed(
	const struct settings *old, const struct settings *new)
{
	const struct settings_milter *a = &old->milter;
	const struct settings_milter *b = &new->milter;

	return !same_text(a->socket, b->socket) ||
		!same_text(a->socket_group, b->socket_group) ||
		a->socket_mode != b->socket_mode ||
		!same_text(a->check_socket, b->check_socket) ||
		!same_text(a->check_group, b->check_group) ||
		!same_text(a->user, b->user) ||
		!same_text(a->pid_file, b->pid_file) ||
		a->timeout_s != b->timeout_s;
}

static void tell(struct buf *said, const char *path, const char *what)
{
	if (said)
		buf_addf(said, "%s: %s\n", path, what);
}

static void told_taken(const struct settings *old, const struct settings *new,
	struct buf *said)
{
	if (changes_fixed(old, new)) {
		log_warn("%s", FIXED);
		tell(said, new->path, FIXED);
	}
	log_info("settings read anew from %s: mode %s, on-fault %s", new->path,
		new->mode == MODE_OBSERVE ? "observe" : "enforce",
		verdicts_fault_name(new->on_fault));
}

static bool reload(struct milter_context *context, struct buf *said)
{
	const struct settings *old = office_settings(context->office);
	const struct settings *new = NULL;
	char cause[OFFICE_CAUSE_SIZE];
	enum err e = start_settings_again(old->path, said, &new);

	snprintf(cause, sizeof(cause), "%s", err_text(e));
	if (!e)
		e = office_reload(context->office, new, cause);
	if (e) {
		log_error("%s: %s: the old settings stay", old->path, cause);
		tell(said, old->path, cause);
	} else {
		intake_worker_tend(context->intake);
		told_taken(old, new, said);
	}
	settings_unref(&new);
	settings_unref(&old);
	return e == ERR_OK;
}

bool reload_settings(struct milter_context *context, struct buf *said)
{
	bool is_taken;

	pthread_mutex_lock(&context->reloads);
	notify_reloading();
	is_taken = reload(context, said);
	counters_reload(context->counters, is_taken);
	notify_ready();
	pthread_mutex_unlock(&context->reloads);
	return is_taken;
}
