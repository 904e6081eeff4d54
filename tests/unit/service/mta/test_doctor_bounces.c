/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the bounces that the MTA itself makes reach Robinson. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "lib/rows.h"
#include "service/mta/doctor_mta.h"

static const char *const domains[] = {"firma.example"};
static const char *const reports[] = {"REPORTS"};

struct row {
	const char *name;
	const char *config; /* further lines of main.cf, or the sendmail.cf */
	const char *services; /* further ones */
	const char *overrides;
	bool is_off; /* nothing is read of incoming mail */
	bool lacks_way; /* own-reports is empty */
	/* NULL: nothing is wrong. */
	const char *what, *mend;
};

#define MAIN                                                      \
	"queue_directory = /var/spool/postfix\n"                  \
	"bounce_service_name = bounce\n"                          \
	"cleanup_service_name = cleanup\n"                        \
	"smtpd_milters = unix:robinson/m.sock\n"                  \
	"milter_default_action = tempfail\nmilter_protocol = 6\n" \
	"milter_command_timeout = 30s\nmilter_content_timeout = 300s\n"
#define SERVICES                           \
	"smtp inet n - y - - smtpd\n"      \
	"pickup unix n - y 60 1 pickup\n"  \
	"cleanup unix n - y - 0 cleanup\n" \
	"bounce unix - - y - 0 bounce\n"
#define ASKED "non_smtpd_milters = unix:robinson/m.sock\n"
#define BOUNCE "internal_mail_filter_classes = bounce\n"

static const struct row postfix_rows[] = {
	{.name = "Postfix: all is well", .config = ASKED BOUNCE},
	{.name = "Postfix: among others",
		.config = ASKED
		"internal_mail_filter_classes = notify, bounce\n"},
	{.name = "Postfix: as it is shipped",
		.config = ASKED "internal_mail_filter_classes =\n",
		.what = "internal_mail_filter_classes is without bounce",
		.mend = "postconf -e 'internal_mail_filter_classes = bounce'"},
	{.name = "Postfix: another class",
		.config = ASKED "internal_mail_filter_classes = notify\n",
		.what = "internal_mail_filter_classes is without bounce",
		.mend = "'internal_mail_filter_classes = notify, bounce'"},
	{.name = "Postfix: while nothing is read",
		.config = ASKED "internal_mail_filter_classes =\n",
		.is_off = true},
	{.name = "Postfix: taken away in master.cf",
		.config = ASKED BOUNCE,
		.overrides = "bounce/unix/internal_mail_filter_classes = \n",
		.what = "is without bounce",
		.mend = "postconf -P "
			"'bounce/unix/internal_mail_filter_classes=bounce'"},
	{.name = "Postfix: nobody is asked",
		.config = "non_smtpd_milters = inet:localhost:8891\n" BOUNCE,
		.what = "non_smtpd_milters of cleanup/unix is without",
		.mend = "postconf -e 'non_smtpd_milters = "
			"unix:robinson/m.sock, inet:localhost:8891'"},
	{.name = "Postfix: a cleanup of its own that asks",
		.config = "non_smtpd_milters =\n",
		.services = "reports unix n - y - 0 cleanup\n",
		.overrides =
			"bounce/unix/cleanup_service_name = reports\n"
			"bounce/unix/internal_mail_filter_classes = bounce\n"
			"reports/unix/non_smtpd_milters = "
			"unix:robinson/m.sock\n"},
	{.name = "Postfix: a cleanup of its own that asks nobody",
		.config = ASKED BOUNCE,
		.services = "reports unix n - y - 0 cleanup\n",
		.overrides = "bounce/unix/cleanup_service_name = reports\n"
			     "reports/unix/non_smtpd_milters = \n",
		.what = "non_smtpd_milters of reports/unix is without",
		.mend = "postconf -P 'reports/unix/non_smtpd_milters="
			"unix:robinson/m.sock'"},
	{.name = "Postfix: a gate, and nobody in front",
		.config = "non_smtpd_milters =\n" BOUNCE
			  "default_transport = smtp:[127.0.0.1]:10026\n",
		.services = "127.0.0.1:10026 inet n - y - - smtpd\n",
		.what = "non_smtpd_milters of cleanup/unix is without",
		.mend = "behind-expansion"},
};

#define COPY "O PostmasterCopy=robinson-reports@firma.example\n"
#define DAEMON "O DaemonPortOptions=Name=REPORTS, Addr=127.0.0.1, Port=10027\n"
#define RULE "R robinson-reports < @ $* >\t$#reports $@ [127.0.0.1] $: x\n"

static const struct row sendmail_rows[] = {
	{.name = "Sendmail: all is well", .config = COPY DAEMON RULE},
	{.name = "Sendmail: the postmaster, too",
		.config = "O "
			  "PostmasterCopy=postmaster,robinson-reports@a."
			  "de\n" DAEMON RULE},
	{.name = "Sendmail: as it is shipped",
		.config = "#O PostmasterCopy=Postmaster\n",
		.what = "PostmasterCopy = :",
		.mend = "`robinson-reports@firma.example')dnl"},
	{.name = "Sendmail: the postmaster only",
		.config = "O PostmasterCopy=postmaster\n" DAEMON RULE,
		.what = "PostmasterCopy = postmaster:",
		.mend = "`postmaster,robinson-reports@firma.example')dnl"},
	{.name = "Sendmail: a copy without a way",
		.config = COPY DAEMON,
		.what = "PostmasterCopy = robinson-reports@firma.example:",
		.mend = "reports.mc"},
	{.name = "Sendmail: no such daemon",
		.config = COPY RULE "O DaemonPortOptions=Name=MTA\n",
		.what = "own-reports names no daemon",
		.mend = "DAEMON_OPTIONS"},
	{.name = "Sendmail: the configuration names none",
		.config = COPY DAEMON RULE,
		.lacks_way = true,
		.what = "own-reports names no daemon",
		.mend = "own-reports = {\"REPORTS\"}"},
	{.name = "Sendmail: while nothing is read",
		.config = "",
		.is_off = true},
};

static struct settings settings_of(const struct row *row)
{
	struct settings s = {.own_domains = {(const char **)domains, 1},
		.inbound = {.is_on = !row->is_off}};

	if (!row->lacks_way)
		s.inbound.own_reports =
			(struct settings_list){(const char **)reports, 1};
	return s;
}

/* One finding is about bounces; other ones are other tests'. */
static void expect(const struct row *row, const struct findings *f)
{
	size_t told = 0;

	for (size_t i = 0; i < f->len; i++) {
		const struct finding *item = &f->items[i];

		if (!strstr(item->what, "the bounces that"))
			continue;
		told++;
		assert_int_equal(item->severity,
			row->what ? SEVERITY_WARNING : SEVERITY_FINE);
		if (row->what && !strstr(item->what, row->what))
			fail_msg("%s", item->what);
		if (row->what && !strstr(item->mend, row->mend))
			fail_msg("%s", item->mend);
	}
	assert_int_equal(told, row->is_off ? 0 : 1);
}

static void check_postfix(void **state)
{
	const struct row *row = *state;
	const struct settings s = settings_of(row);
	char text[2000], services[1000];
	const struct doctor_postfix postfix = {
		.texts = {text, services, row->overrides ? row->overrides : ""},
		.socket = "unix:/var/spool/postfix/robinson/m.sock",
		.settings = &s};
	struct findings f;

	snprintf(text, sizeof(text), MAIN "%s", row->config);
	snprintf(services, sizeof(services), SERVICES "%s",
		row->services ? row->services : "");
	findings_init(&f);
	doctor_postfix(&postfix, &f);
	expect(row, &f);
	findings_free(&f);
}

static void check_sendmail(void **state)
{
	const struct row *row = *state;
	const struct settings s = settings_of(row);
	struct findings f;

	findings_init(&f);
	doctor_sendmail_reports(row->config, &s, &f);
	expect(row, &f);
	findings_free(&f);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, postfix_rows, check_postfix);
	rows_add(&rows, sendmail_rows, check_sendmail);
	return rows_run("doctor, bounces", &rows);
}
