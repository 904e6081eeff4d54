/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/setup_steps.h"

#include <string.h>
#include <unistd.h>

#include "base/tool.h"
#include "service/doctor/doctor.h"
#include "service/mta/postconf.h"
#include "service/setup/setup_postfix.h"

#define SAID_MAX ((size_t)4000)
#define LINE_MAX_LEN ((size_t)64 << 10)
/* The daemon is ready when systemctl(1) returns. */
#define START_TIMEOUT_S 90

/* Several lines; what others wrote is shown as such. */
static void say(const char *fmt, ...) PRINTF_LIKE(1, 2);
static void say(const char *fmt, ...)
{
	struct buf text;
	va_list ap;

	buf_init(&text, LINE_MAX_LEN);
	va_start(ap, fmt);
	(void)buf_vaddf(&text, fmt, ap);
	va_end(ap);
	visible_print_lines(stdout, buf_text(&text));
	(void)fflush(stdout);
	buf_free(&text);
}

/* The command that goes on with what this one was about, and not with another
 * instance of the mail server. */
static const char *again(const struct setup_plan *plan, struct buf *out)
{
	const char *config = plan->cli->config_path;

	buf_reset(out);
	(void)buf_adds(out, "robinson ");
	if (strcmp(config, CLI_DEFAULT_CONFIG) != 0)
		(void)buf_addf(out, "-c %s ", config);
	(void)buf_adds(out, "setup --continue");
	if (plan->applies)
		(void)buf_adds(out, " --apply");
	if (plan->postfix_config)
		(void)buf_addf(
			out, " --postfix-config %s", plan->postfix_config);
	if (plan->sendmail_cf)
		(void)buf_addf(out, " --sendmail-cf %s", plan->sendmail_cf);
	else if (plan->is_mta_told && plan->mta == SETUP_MTA_SENDMAIL)
		(void)buf_adds(out, " --mta sendmail");
	return buf_text(out);
}

/* ------------------------------------------------------------------ start */

static bool answers(const struct settings *s)
{
	struct findings f;
	bool well;

	findings_init(&f);
	doctor_socket(s->milter.socket, NULL, &f);
	well = findings_count(&f, SEVERITY_ERROR) == 0;
	findings_free(&f);
	return well;
}

static const char *find_systemctl(void)
{
	static const char *const places[] = {
		"/usr/bin/systemctl", "/bin/systemctl"};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (access(places[i], X_OK) == 0)
			return places[i];
	return NULL;
}

static int run_systemctl(struct setup_plan *plan, const char *systemctl)
{
	const char *const argv[] = {systemctl, "enable", "--now",
		"robinson-milter.service", "robinson-backup.timer",
		"robinson-digest.timer", "robinson-journal-trim.timer",
		"robinson-lists.timer", "robinson-purge.timer",
		"robinson-summary.timer", NULL};
	const struct tool tool = {.argv = argv, .timeout_s = START_TIMEOUT_S};
	struct tool_result result = {0};
	struct buf said, next;
	int status = EX_OK;
	enum err e;

	buf_init(&said, SAID_MAX);
	buf_init(&next, LINE_MAX_LEN);
	e = tool_run(&tool, NULL, &said, &result);
	if (e || result.status != 0)
		status = cli_fail(plan->cli, EX_UNAVAILABLE,
			"systemctl enable --now robinson-milter: %s. "
			"All before is done, the mail server is as it was. "
			"\"journalctl -u robinson-milter\" may say more; then: "
			"%s",
			e                ? err_text(e) :
				said.len ? buf_text(&said) :
					   "it failed",
			again(plan, &next));
	buf_free(&said);
	buf_free(&next);
	return status;
}

static int start_by_systemd(struct setup_plan *plan, const struct settings *s,
	const char *systemctl, bool *answers_r)
{
	struct buf next;
	int status = run_systemctl(plan, systemctl);

	if (status)
		return status;
	*answers_r = answers(s);
	if (*answers_r) {
		say("started  robinson-milter and its timers\n");
		return EX_OK;
	}
	buf_init(&next, LINE_MAX_LEN);
	status = cli_fail(plan->cli, EX_UNAVAILABLE,
		"robinson-milter was started and does not answer at %s; "
		"\"journalctl -u robinson-milter\" says why. The mail server "
		"is as it was; then: %s",
		s->milter.socket, again(plan, &next));
	buf_free(&next);
	return status;
}

int setup_start(
	struct setup_plan *plan, const struct settings *s, bool *answers_r)
{
	const char *config = plan->cli->config_path;
	bool is_usual = strcmp(config, CLI_DEFAULT_CONFIG) == 0;
	const char *systemctl = find_systemctl();
	struct buf next;

	*answers_r = false;
	if (is_usual && systemctl && access("/run/systemd/system", F_OK) == 0)
		return start_by_systemd(plan, s, systemctl, answers_r);
	*answers_r = answers(s);
	if (*answers_r) {
		say("runs     robinson-milter answers at %s\n",
			s->milter.socket);
		return EX_OK;
	}
	buf_init(&next, LINE_MAX_LEN);
	say("\nStart the daemon, here and at each start of the machine, and go "
	    "on:\n"
	    "    " SBINDIR "/robinson-milter -c %s\n"
	    "    %s\n",
		config, again(plan, &next));
	buf_free(&next);
	return EX_OK;
}

/* --------------------------------------------------------------- sendmail */

static void show_sendmail(const struct settings *s)
{
	const char *path = strchr(s->milter.socket, ':');

	say("\nBuild it into Sendmail, by this line of sendmail.mc in "
	    "front of the one of a milter\nthat signs; robinson-milter(8) "
	    "has more to copy:\n"
	    "    INPUT_MAIL_FILTER(`robinson', `S=local:%s, F=T, "
	    "T=C:1m;S:30s;R:30s;E:5m')dnl\n",
		path ? path + 1 : s->milter.socket);
}

/* ---------------------------------------------------------------- postfix */

static void show_lines(
	const struct setup_plan *plan, const char *command, bool is_waiting)
{
	const char *config = plan->postfix_config;

	say("\nBuild it into Postfix%s:\n"
	    "    %s\n"
	    "    postfix %s%s%sreload\n"
	    "    robinson doctor\n",
		is_waiting ? ", once the daemon answers" : "", command,
		config ? "-c " : "", config ? config : "", config ? " " : "");
}

static int type_lines(struct setup_plan *plan, const struct setup_lines *lines)
{
	const char *args[SETUP_LINES_MAX + 2] = {"-e"};
	const char *const reload[] = {"reload", NULL};
	char postfix[64];
	struct buf said;
	enum err e;

	for (size_t i = 0; i < lines->len; i++)
		args[i + 1] = lines->items[i];
	buf_init(&said, SAID_MAX);
	e = postconf_run(
		plan->postconf, plan->postfix_config, args, NULL, &said);
	if (e) {
		struct buf next;

		buf_init(&next, LINE_MAX_LEN);
		cli_fail(plan->cli, EX_UNAVAILABLE,
			"postconf -e: %s. The daemon runs, Postfix does not "
			"ask it yet; then: %s",
			said.len ? buf_text(&said) : err_text(e),
			again(plan, &next));
		buf_free(&said);
		buf_free(&next);
		return EX_UNAVAILABLE;
	}
	for (size_t i = 0; i < lines->len; i++)
		say("main.cf  %s\n", lines->items[i]);
	buf_reset(&said);
	postconf_beside(plan->postconf, "postfix", postfix, sizeof(postfix));
	e = postconf_run(postfix, plan->postfix_config, reload, NULL, &said);
	if (e)
		say("Postfix takes these lines at its next start; "
		    "\"postfix reload\" said: %s\n",
			said.len ? buf_text(&said) : err_text(e));
	buf_free(&said);
	return EX_OK;
}

static int build_into_postfix(struct setup_plan *plan,
	const struct setup_lines *lines, bool is_answering)
{
	struct buf command;
	int status = EX_OK;

	if (lines->len == 0) {
		say("main.cf  Postfix asks already\n");
		return EX_OK;
	}
	if (plan->applies && is_answering)
		return type_lines(plan, lines);
	buf_init(&command, LINE_MAX_LEN);
	if (setup_lines_command(lines, plan->postfix_config, &command))
		status = cli_fail(
			plan->cli, EX_OSERR, "%s", err_text(ERR_NOMEM));
	else
		show_lines(plan, buf_text(&command), !is_answering);
	buf_free(&command);
	return status;
}

int setup_build_in(
	struct setup_plan *plan, const struct settings *s, bool is_answering)
{
	struct setup_lines lines;
	int status;
	enum err e;

	if (plan->mta == SETUP_MTA_SENDMAIL) {
		show_sendmail(s);
		return EX_OK;
	}
	setup_lines_init(&lines);
	e = setup_postfix(&plan->conf, s->milter.socket, &lines);
	status = e ? cli_fail(plan->cli, cli_status(e),
			     "what Postfix is to be told of %s: %s",
			     s->milter.socket, err_text(e)) :
		     build_into_postfix(plan, &lines, is_answering);
	setup_lines_free(&lines);
	return status;
}

/* ----------------------------------------------------------------- doctor */

int setup_examine(struct setup_plan *plan)
{
	char name[] = "doctor", postfix[] = "--postfix-config",
	     sendmail[] = "--sendmail-cf";
	char *argv[4] = {name};
	int argc = 1;

	say("\nrobinson doctor:\n");
	if (plan->postfix_config || plan->sendmail_cf) {
		argv[argc++] = plan->postfix_config ? postfix : sendmail;
		argv[argc++] = (char *)(uintptr_t)(plan->postfix_config ?
				plan->postfix_config :
				plan->sendmail_cf);
	}
	return cmd_doctor(plan->cli, argc, argv);
}
