/* SPDX-License-Identifier: BSD-2-Clause */
/* Where Robinson stands among the milters of a main.cf. */
#include "config.h"

#include <stdio.h>

/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include "service/setup/setup_postfix.h"

#define HEAD                                     \
	"queue_directory = /var/spool/postfix\n" \
	"milter_default_action = tempfail\n"
#define SOCKET "unix:/var/spool/postfix/robinson/milter.sock"
#define OURS "unix:robinson/milter.sock"

static const struct row {
	const char *name;
	const char *parameters; /* as postconf(1) prints them */
	const char *socket;
	const char *smtpd, *other; /* the values; NULL: no line */
} rows[] = {
	{"nobody is asked yet", HEAD "smtpd_milters =\nnon_smtpd_milters =\n",
		SOCKET, OURS, OURS},
	{"a signer stands behind",
		HEAD "smtpd_milters = inet:localhost:8891\n"
		     "non_smtpd_milters = $smtpd_milters\n",
		SOCKET, OURS ", inet:localhost:8891", NULL},
	{"who refuses stands before",
		HEAD "smtpd_milters = unix:clamav/milter.sock, "
		     "inet:localhost:8891\n"
		     "non_smtpd_milters = inet:localhost:8891\n",
		SOCKET,
		"unix:clamav/milter.sock, " OURS ", inet:localhost:8891",
		OURS ", inet:localhost:8891"},
	{"one that does both stays in front",
		HEAD "smtpd_milters = inet:127.0.0.1:11332\n"
		     "non_smtpd_milters =\n",
		SOCKET, "inet:127.0.0.1:11332, " OURS, OURS},
	{"braces are kept",
		HEAD "smtpd_milters = {inet:localhost:8891, "
		     "default_action=accept} unix:x/y\nnon_smtpd_milters =\n",
		SOCKET,
		OURS ", {inet:localhost:8891, default_action=accept}, unix:x/y",
		OURS},
	{"a name is not taken apart, a signer is behind it",
		HEAD "signers = inet:localhost:8891\n"
		     "smtpd_milters = ${signers?{$signers}:{unix:z}}\n"
		     "non_smtpd_milters = ${smtpd_milters}\n",
		SOCKET, OURS ", ${signers?{$signers}:{unix:z}}", NULL},
	{"a name without a signer",
		HEAD "scan = unix:clamav/milter.sock\nsmtpd_milters = $scan\n"
		     "non_smtpd_milters =\n",
		SOCKET, "$scan, " OURS, OURS},
	{"asked already",
		HEAD "smtpd_milters = " OURS "\n"
		     "non_smtpd_milters = local:robinson/milter.sock\n",
		SOCKET, NULL, NULL},
	{"asked already, by the path in the chroot",
		HEAD "smtpd_milters = unix:/robinson/milter.sock\n"
		     "non_smtpd_milters = $smtpd_milters\n",
		SOCKET, NULL, NULL},
	{"the others are not waited for",
		"queue_directory = /var/spool/postfix\n"
		"milter_default_action = accept\n"
		"smtpd_milters = inet:localhost:8891\nnon_smtpd_milters =\n",
		SOCKET,
		"{ " OURS ", default_action = tempfail }, inet:localhost:8891",
		"{ " OURS ", default_action = tempfail }"},
	{"another place than the queue",
		HEAD "smtpd_milters =\nnon_smtpd_milters =\n",
		"unix:/run/robinson/milter.sock",
		"unix:/run/robinson/milter.sock",
		"unix:/run/robinson/milter.sock"},
	{"a port", HEAD "smtpd_milters =\nnon_smtpd_milters =\n",
		"inet:8895@127.0.0.1", "inet:127.0.0.1:8895",
		"inet:127.0.0.1:8895"},
	{"a port on IPv6", HEAD "smtpd_milters =\nnon_smtpd_milters =\n",
		"inet6:8895@2001:db8::1", "inet:[2001:db8::1]:8895",
		"inet:[2001:db8::1]:8895"},
};

static void expect_line(const struct setup_lines *lines, size_t *at,
	const char *name, const char *value)
{
	char line[1000];

	if (!value)
		return;
	assert_true(*at < lines->len);
	snprintf(line, sizeof(line), "%s = %s", name, value);
	assert_string_equal(lines->items[*at], line);
	++*at;
}

static void check_row(void **state)
{
	const struct row *row = *state;
	const struct postfix_texts texts = {row->parameters, "", ""};
	struct setup_lines lines;
	struct postfix_conf conf;
	size_t at = 0;

	setup_lines_init(&lines);
	postfix_conf_init(&conf, &texts);
	assert_int_equal(setup_postfix(&conf, row->socket, &lines), ERR_OK);
	for (size_t i = 0; i < lines.len; i++)
		print_message("# %s\n", lines.items[i]);
	expect_line(&lines, &at, "smtpd_milters", row->smtpd);
	expect_line(&lines, &at, "non_smtpd_milters", row->other);
	assert_int_equal(lines.len, at);
	postfix_conf_free(&conf);
	setup_lines_free(&lines);
}

static void check_no_socket(void **state)
{
	const struct postfix_texts texts = {HEAD, "", ""};
	struct setup_lines lines;
	struct postfix_conf conf;

	(void)state;
	setup_lines_init(&lines);
	postfix_conf_init(&conf, &texts);
	assert_int_equal(setup_postfix(&conf, "fd:3", &lines), ERR_INVALID);
	assert_int_equal(lines.len, 0);
	postfix_conf_free(&conf);
	setup_lines_free(&lines);
}

static void check_command(void **state)
{
	char value[] = "smtpd_milters = it's, unix:x";
	const struct setup_lines lines = {.items = {value}, .len = 1};
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	assert_int_equal(setup_lines_command(&lines, "/etc/x y", &out), ERR_OK);
	assert_string_equal(buf_text(&out),
		"postconf -c '/etc/x y' -e 'smtpd_milters = it'\\''s, unix:x'");
	buf_free(&out);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(
		&all, "a socket that is handed over", check_no_socket, NULL);
	rows_add_one(&all, "quoted for a shell", check_command, NULL);
	return rows_run("setup postfix", &all);
}
