/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/access.h"
#include "base/tool.h"
#include "service/doctor/doctor.h"
#include "service/intake/helper.h"
#include "spool/look.h"

#define AREA "inbound"
#define SELF_TEST_S 30
/* Examining takes as long as the DNS does; this long nothing waits. */
#define WAITS_S 600

/* ----------------------------------------------------------- the helper */

static enum err self_test(const char *program, int *status_r)
{
	const char *const argv[] = {program, "--self-test", NULL};
	const struct tool tool = {.argv = argv, .timeout_s = SELF_TEST_S};
	struct tool_result result;
	enum err e = tool_run(&tool, NULL, NULL, &result);

	*status_r = e || result.timed_out ? -1 : result.status;
	return e;
}

static bool look_at_helper(const char *program, struct findings *f)
{
	int status;
	enum err e = self_test(program, &status);

	if (e) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"%s cannot be started: %s: incoming mail waits in the "
			"spool",
			program, err_text(e));
		findings_mend(f, "ls -l %s", program);
		return false;
	}
	if (status != 0) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"%s cannot confine itself: incoming mail waits in the "
			"spool",
			program);
		findings_mend(f, "%s --self-test", program);
		return false;
	}
	findings_add(
		f, SEVERITY_FINE, AREA, "%s starts and is confined", program);
	return true;
}

/* ------------------------------------------------------------ the spool */

static void look_at_owner(const struct settings *s, struct findings *f)
{
	const char *spool = s->inbound.spool;
	char why[ACCESS_CAUSE_SIZE];
	struct access_user user;

	if (!s->milter.user || access_user(s->milter.user, &user) ||
		access_path(&user, spool,
			ACCESS_READ | ACCESS_WRITE | ACCESS_SEARCH,
			why) != ERR_DENIED)
		return;
	findings_add(f, SEVERITY_ERROR, AREA,
		"the daemon's user %s cannot write to %s: %s", s->milter.user,
		spool, why);
	findings_mend(f, "chown %s %s", s->milter.user, spool);
}

static void look_at_waiting(const struct settings_inbound *in,
	const struct spool_sum *sum, struct findings *f)
{
	int64_t age_s = (int64_t)time(NULL) - sum->oldest_ns / 1000000000;

	if (sum->waiting == 0) {
		findings_add(
			f, SEVERITY_FINE, AREA, "%s: nothing waits", in->spool);
		return;
	}
	findings_add(f,
		age_s > WAITS_S || sum->bytes > in->spool_max_bytes / 2 ?
			SEVERITY_WARNING :
			SEVERITY_FINE,
		AREA,
		"%s: %zu messages wait to be examined, %lld of %lld KB, the "
		"oldest for %lld minutes",
		in->spool, sum->waiting, (long long)(sum->bytes / 1000),
		(long long)(in->spool_max_bytes / 1000),
		(long long)(age_s / 60));
	if (age_s > WAITS_S)
		findings_mend(f, "journalctl -u robinson-milter");
}

static void look_at_spool(const struct settings *s, struct findings *f)
{
	const struct settings_inbound *in = &s->inbound;
	struct spool_sum sum;
	enum err e = spool_look(in->spool, &sum);

	if (e) {
		findings_add(f, SEVERITY_ERROR, AREA,
			"the spool %s cannot be read: %s: incoming mail is not "
			"examined",
			in->spool, err_text(e));
		findings_mend(f, "install -d -m 0700 -o %s %s",
			s->milter.user ? s->milter.user : "root", in->spool);
		return;
	}
	look_at_owner(s, f);
	look_at_waiting(in, &sum, f);
	if (sum.damaged + sum.failed == 0)
		return;
	findings_add(f, SEVERITY_WARNING, AREA,
		"%s: %zu files are set aside that could not be read, %zu that "
		"the helper could not examine",
		in->spool, sum.damaged, sum.failed);
	findings_mend(f, "ls %s", in->spool);
}

/* -------------------------------------------------- the firm's own SPF */

/* "pass", "fail", ...; NULL: the helper did not say. */
static void ask_spf(struct helper *h, const char *domain, const char *client,
	struct findings *f)
{
	char sender[300], head[400];
	struct inbound_question q = {
		.client = client, .sender = sender, .head = head, .body = ""};
	struct inbound_answer answer;
	bool is_good;

	snprintf(sender, sizeof(sender), "postmaster@%.255s", domain);
	snprintf(head, sizeof(head), "From: %s\r\n", sender);
	if (helper_ask(h, &q, &answer)) {
		findings_add(f, SEVERITY_WARNING, AREA, "SPF of %s: %s", domain,
			helper_cause(h));
		return;
	}
	is_good = answer.spf && strcmp(answer.spf, "pass") == 0;
	findings_add(f, is_good ? SEVERITY_FINE : SEVERITY_WARNING, AREA,
		"SPF of %s for mail from %s: %s", domain, client,
		answer.spf ? answer.spf : "not asked");
	if (!is_good)
		findings_mend(f, "%s. TXT \"v=spf1 %s:%s -all\"", domain,
			strchr(client, ':') ? "ip6" : "ip4", client);
	inbound_answer_free(&answer);
}

static void look_at_spf(
	const struct settings *s, const char *clients, struct findings *f)
{
	struct helper *h = NULL;
	char client[64];
	size_t len;
	enum err e = helper_new(helper_program(s), -1, &h);

	if (!e)
		e = helper_tell(h, s, HELPER_DNS_WHOLE);
	for (; !e && *clients; clients += len + strspn(clients + len, ", ")) {
		len = strcspn(clients, ", ");
		snprintf(client, sizeof(client), "%.*s", (int)len, clients);
		for (size_t i = 0; i < s->own_domains.len; i++)
			ask_spf(h, s->own_domains.items[i], client, f);
	}
	if (e)
		findings_add(f, SEVERITY_WARNING, AREA, "SPF: %s", err_text(e));
	helper_free(&h);
}

void doctor_inbound(
	const struct settings *s, const char *sends_from, struct findings *f)
{
	if (!s->inbound.is_on)
		return;
	look_at_spool(s, f);
	if (look_at_helper(helper_program(s), f) && sends_from)
		look_at_spf(s, sends_from, f);
}
