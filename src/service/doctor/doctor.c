/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/doctor/doctor.h"

#include <errno.h>
#include <string.h>

#include "service/mta/mta_domains.h"

static void tell_problems(const struct problems *problems, struct findings *f)
{
	for (size_t i = 0; i < problems->len; i++) {
		const struct problem *p = &problems->items[i];

		findings_add(f,
			p->severity == PROBLEM_ERROR ? SEVERITY_ERROR :
						       SEVERITY_WARNING,
			"config", "%s:%d: %s", p->file, p->line, p->text);
	}
}

/* NULL: there is nothing to go on with. */
static const struct settings *look_at_config(
	const char *path, struct findings *f)
{
	struct settings *settings = NULL;
	struct problems problems;
	enum err e;

	problems_init(&problems);
	errno = 0;
	e = settings_read(path, &settings, &problems);
	tell_problems(&problems, f);
	if (e && problems.errors == 0)
		findings_add(f, SEVERITY_ERROR, "config",
			"%s cannot be read: %s", path,
			errno ? strerror(errno) : err_text(e));
	else if (problems.len == 0)
		findings_add(
			f, SEVERITY_FINE, "config", "%s is accepted", path);
	problems_free(&problems);
	return settings;
}

enum err doctor_examine(
	const struct doctor_options *options, struct findings *f)
{
	const struct settings *s = look_at_config(options->config_path, f);
	char user[DOCTOR_USER_SIZE];

	if (!s)
		return findings_err(f);
	own_domains_look(s, f);
	doctor_mta(s, options, user, f);
	doctor_socket(s->milter.socket, *user ? user : NULL, f);
	doctor_program(s, f);
	doctor_exposed(s, f);
	doctor_keys(s, f);
	doctor_store(s, options->clock, f);
	doctor_requests(s, options->clock, f);
	doctor_lists(s, options->clock, f);
	doctor_inbound(s, options->sends_from, f);
	doctor_unsubscribe(s, f);
	doctor_staff(s, f);
	doctor_release(s, f);
	doctor_clock(s, f);
	settings_unref(&s);
	return findings_err(f);
}
