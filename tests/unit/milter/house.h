/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * house.h - one installation a test, and one session in it
 *
 * Owns:    house_open() .. house_close()
 */
#ifndef ROBINSON_TESTS_MILTER_HOUSE_H
#define ROBINSON_TESTS_MILTER_HOUSE_H

/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include <limits.h>
#include <stdbool.h>

#include "lib/settings_text.h"
#include "milter/session_private.h"
#include "service/intake/clicks.h"

#define NOW 1530000000

static inline int64_t fixed_now(void *arg)
{
	(void)arg;
	return NOW;
}

static const struct clock_source fixed_clock = {fixed_now, NULL};

/* An installation that knows nobody: followup holds strangers, newsletter
 * refuses them, gift marks them, anything lets them pass. */
struct house {
	struct tempdir dir;
	const struct settings *settings;
	struct office *office;
	struct clicks *clicks;
	struct session *session;
};

static const char rules[] =
	"timezone = 'Europe/Warsaw'\n"
	"own-domains = {'firma.example'}\n"
	"purpose 'followup' { bases = {'consent'} }\n"
	"purpose 'newsletter' { bases = {'consent'}"
	" actions { unknown = reject } }\n"
	"purpose 'gift' { bases = {'consent'} actions { unknown = flag } }\n"
	"purpose 'anything' { bases = {'consent'}"
	" actions { unknown = accept } }\n"
	"classify 'a' { purpose = followup  auth-user = {'ania'} }\n"
	"classify 'b' { purpose = newsletter  auth-user = {'ola'} }\n"
	"classify 'c' { purpose = gift  auth-user = {'jan'} }\n"
	"classify 'd' { purpose = none  auth-user = {'kasia'} }\n"
	"classify 'e' { purpose = newsletter  recipient = {'*@n.example'}"
	" auth-user = {'ewa'} }\n"
	"classify 'f' { purpose = anything  recipient = {'*@any.example'}"
	" auth-user = {'ewa'} }\n"
	"classify 'g' { purpose = followup  recipient = {'*@h.example'}"
	" auth-user = {'ewa'} }\n"
	"classify 'h' { purpose = gift  recipient = {'*@g.example'}"
	" auth-user = {'ewa'} }\n";

/* Unless a test says where what is held is held. */
static const char whole[] = "hold-in = mta\nmixed = all\n";

static inline void house_open(struct house *h, const char *more, bool with_keys)
{
	struct office_options o = {.clock = &fixed_clock, .create_store = true};
	char text[12000], keys[PATH_MAX / 2], db[PATH_MAX / 2];
	char cause[KEYFILE_CAUSE_SIZE];

	tempdir_make(&h->dir);
	tempdir_path(&h->dir, "keys", keys);
	tempdir_path(&h->dir, "db", db);
	if (with_keys)
		assert_int_equal(keyfile_create(keys, NOW, cause), ERR_OK);
	snprintf(text, sizeof(text),
		"%sstore = 'sqlite:%s'\nkey-file = '%s'\n%s%s", rules, db, keys,
		strstr(more, "hold-in") ? "" : whole, more);
	h->settings = settings_must(text);
	o.settings = h->settings;
	assert_int_equal(office_open(&o, &h->office), ERR_OK);
	assert_int_equal(clicks_new(h->office, &h->clicks), ERR_OK);
	assert_int_equal(
		session_new(&(struct session_shared){.office = h->office},
			&h->session),
		ERR_OK);
}

static inline void house_close(struct house *h)
{
	session_free(&h->session);
	clicks_free(&h->clicks);
	office_close(&h->office);
	settings_unref(&h->settings);
	tempdir_remove(&h->dir);
}

static inline struct answer mail_from(struct house *h, const char *sender,
	const char *login, const char *port)
{
	const struct mail_facts facts = {
		.sender = sender,
		.auth_user = login,
		.host = "mx.firma.example",
		.listener_port = port,
	};

	return session_mail(h->session, &facts);
}

static inline struct answer rcpt(struct house *h, const char *recipient)
{
	return session_rcpt(
		h->session, &(struct rcpt_facts){.recipient = recipient});
}

static inline const char *line(const struct house *h, size_t n)
{
	return reply_line(&h->session->reply, n);
}

#endif
