/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * command.h - what all commands of the command line share
 *
 * A command is one row of the table in run.c and one function. Its standard
 * output holds its result and nothing else; everything said beside it goes to
 * standard error.
 *
 * Files:   open.c, options.c; a command is in cmd_*.c
 * Errors:  a command returns its exit status; cli_fail() prints the reason:
 *          where, what was found, what is accepted
 * Owns:    struct cli owns settings, office and desk; cli_close() ends them
 * Threads: one
 */
#ifndef ROBINSON_CLI_COMMAND_H
#define ROBINSON_CLI_COMMAND_H

#include <stdbool.h>
#include <stdio.h>
#include <sysexits.h>

#include "base/visible.h"
#include "service/office/desk.h"

#define CLI_OPERATOR_SIZE 256
#define CLI_DEFAULT_CONFIG SYSCONFDIR "/robinson/robinson.conf"
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct cli_command;

struct cli {
	const struct clock_source *clock;
	const struct cli_command *command;
	const char *config_path;
	char operator_name[CLI_OPERATOR_SIZE];
	const struct settings *settings;
	struct office *office;
	struct clicks *clicks; /* settles for the office */
	struct desk *desk;
};

struct cli_command {
	const char *name; /* one word, or two: "config check" */
	const char *args;
	const char *help; /* one line */
	const char *details; /* for "help COMMAND" */
	int (*run)(struct cli *cli, int argc, char **argv);
};

/* One option of a command: a flag, a value, or a value that may come again. */
struct cli_option {
	const char *name; /* without "--" */
	bool *flag;
	const char **value;
	enum err (*each)(void *arg, const char *value);
	void *arg;
};

/* Exit status of a failed call. */
int cli_status(enum err e);

/* "robinson COMMAND: ..." on standard error; returns "status". */
int cli_fail(const struct cli *cli, int status, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* The same for wrong usage, with the command's usage after it: EX_USAGE. */
int cli_usage(const struct cli *cli, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * Reads the options; what is left are argv[*first_r] .. argv[argc - 1], in
 * their order. EX_USAGE after it said what is wrong; CLI_HELPED after it
 * showed the command's help, as --help asks: a status to return as it is.
 */
#define CLI_HELPED (-1)
int cli_options(const struct cli *cli, int argc, char **argv,
	const struct cli_option *options, size_t len, int *first_r);
/* Reads the options where no argument may follow. */
int cli_options_none(const struct cli *cli, int argc, char **argv,
	const struct cli_option *options, size_t len);
/* Reads the options and exactly one argument, named "what". */
int cli_options_one(const struct cli *cli, int argc, char **argv,
	const struct cli_option *options, size_t len, const char *what,
	const char **value_r);
/* Usage, help and details of the command, on standard output. */
void cli_help(const struct cli_command *command);
/* Exactly one argument, named "what"; EX_USAGE otherwise. */
int cli_one_argument(const struct cli *cli, int argc, char **argv, int first,
	const char *what, const char **value_r);
/* The options --confirm and --reason, which go together: *confirmed_r is the
 * reason, NULL without. */
int cli_confirmation(const struct cli *cli, bool confirms, const char *reason,
	const char **confirmed_r);
/* Nothing was removed because the clock is not believed (ERR_LIMIT): a status
 * that asks for another try; 0 for every other error. */
int cli_not_believed(const struct cli *cli, enum err e);
int cli_require(const struct cli *cli, const char *option, const char *value);

/* Each returns EX_OK, or a status after it said what is wrong. */
int cli_open_settings(struct cli *cli);
/* Another configuration than the one that the command line names; settings_
 * unref() it. */
int cli_read_settings(const struct cli *cli, const char *path,
	const struct settings **settings_r);
int cli_open_desk(struct cli *cli, bool create_store);
/* Also when the store was restored and nobody has confirmed it. */
int cli_open_desk_unconfirmed(struct cli *cli);
int cli_open_office(struct cli *cli); /* and no store yet */
/* For a dry run: where there is no store yet, an empty one that is gone
 * afterwards. */
int cli_open_desk_dry(struct cli *cli);
/* Before an answer about persons is read: says on standard error what waits in
 * the public page's spool and is not on record yet. To record it is left to the
 * daemon, whose user alone may write the store. */
void cli_tell_waiting(const struct cli *cli);
/* cli_status(e), after printing what the desk has to say about it. */
int cli_desk_failed(const struct cli *cli, enum err e);
/* What a service said on standard output, or why it could not do it; frees
 * the text. */
int cli_said(const struct cli *cli, enum err e, struct buf *said);

/* "text" NULL gives INSTANT_NONE. Opens the settings, whose zone it needs. */
int cli_instant(struct cli *cli, const char *option, const char *text,
	enum day_edge edge, int64_t *utc_r);

/* The same of a wish, that may be known only by its day. */
int cli_wish_date(struct cli *cli, const char *option, const char *text,
	int64_t *utc_r, bool *is_day_r);

/* Flushes standard output: EX_OK, or EX_IOERR when it could not be written. */
int cli_flush(const struct cli *cli);

void cli_close(struct cli *cli);

int cmd_import(struct cli *cli, int argc, char **argv);
int cmd_contact(struct cli *cli, int argc, char **argv);
int cmd_relate(struct cli *cli, int argc, char **argv);
int cmd_grant(struct cli *cli, int argc, char **argv);
int cmd_withdraw(struct cli *cli, int argc, char **argv);
int cmd_object(struct cli *cli, int argc, char **argv);
int cmd_restrict(struct cli *cli, int argc, char **argv);
int cmd_check(struct cli *cli, int argc, char **argv);
int cmd_classify(struct cli *cli, int argc, char **argv);
int cmd_explain(struct cli *cli, int argc, char **argv);
int cmd_hear(struct cli *cli, int argc, char **argv);
int cmd_journal(struct cli *cli, int argc, char **argv);
int cmd_journal_verify(struct cli *cli, int argc, char **argv);
int cmd_objections_list(struct cli *cli, int argc, char **argv);
int cmd_objections_confirm(struct cli *cli, int argc, char **argv);
int cmd_objections_drop(struct cli *cli, int argc, char **argv);
int cmd_objections_letter(struct cli *cli, int argc, char **argv);
int cmd_journal_trim(struct cli *cli, int argc, char **argv);
int cmd_journal_head(struct cli *cli, int argc, char **argv);
int cmd_quarantine_list(struct cli *cli, int argc, char **argv);
int cmd_quarantine_search(struct cli *cli, int argc, char **argv);
int cmd_quarantine_show(struct cli *cli, int argc, char **argv);
int cmd_quarantine_request(struct cli *cli, int argc, char **argv);
int cmd_quarantine_extend(struct cli *cli, int argc, char **argv);
int cmd_quarantine_delete(struct cli *cli, int argc, char **argv);
int cmd_quarantine_release(struct cli *cli, int argc, char **argv);
int cmd_quarantine_expire(struct cli *cli, int argc, char **argv);
int cmd_quarantine_digest(struct cli *cli, int argc, char **argv);
int cmd_lists_update(struct cli *cli, int argc, char **argv);
int cmd_lists_test(struct cli *cli, int argc, char **argv);
int cmd_lists_show(struct cli *cli, int argc, char **argv);
int cmd_keys_init(struct cli *cli, int argc, char **argv);
int cmd_keys_list(struct cli *cli, int argc, char **argv);
int cmd_keys_rotate(struct cli *cli, int argc, char **argv);
int cmd_keys_retire(struct cli *cli, int argc, char **argv);
int cmd_keys_unsubscribe(struct cli *cli, int argc, char **argv);
int cmd_config_check(struct cli *cli, int argc, char **argv);
int cmd_config_show(struct cli *cli, int argc, char **argv);
int cmd_due(struct cli *cli, int argc, char **argv);
int cmd_purge(struct cli *cli, int argc, char **argv);
int cmd_erase(struct cli *cli, int argc, char **argv);
int cmd_rectify(struct cli *cli, int argc, char **argv);
int cmd_export(struct cli *cli, int argc, char **argv);
int cmd_requests_list(struct cli *cli, int argc, char **argv);
int cmd_requests_add(struct cli *cli, int argc, char **argv);
int cmd_requests_extend(struct cli *cli, int argc, char **argv);
int cmd_requests_close(struct cli *cli, int argc, char **argv);
int cmd_audit(struct cli *cli, int argc, char **argv);
int cmd_report(struct cli *cli, int argc, char **argv);
int cmd_advise(struct cli *cli, int argc, char **argv);
int cmd_backup(struct cli *cli, int argc, char **argv);
int cmd_restore(struct cli *cli, int argc, char **argv);
int cmd_simulate(struct cli *cli, int argc, char **argv);
int cmd_setup(struct cli *cli, int argc, char **argv);
int cmd_doctor(struct cli *cli, int argc, char **argv);
int cmd_reload(struct cli *cli, int argc, char **argv);
int cmd_staff_add(struct cli *cli, int argc, char **argv);
int cmd_staff_list(struct cli *cli, int argc, char **argv);
int cmd_staff_change(struct cli *cli, int argc, char **argv);
int cmd_staff_password(struct cli *cli, int argc, char **argv);
int cmd_staff_end(struct cli *cli, int argc, char **argv);
int cmd_staff_remove(struct cli *cli, int argc, char **argv);
int cmd_metrics(struct cli *cli, int argc, char **argv);

#endif
