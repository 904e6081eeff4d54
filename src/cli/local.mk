# SPDX-License-Identifier: BSD-2-Clause
# cli: the command line. All but main() is an archive, so that tests build a
# second program with a clock of their own.
noinst_LIBRARIES += src/cli/libclidoor.a
src_cli_libclidoor_a_SOURCES = \
	src/cli/cli.h \
	src/cli/cmd_advise.c \
	src/cli/cmd_backup.c \
	src/cli/cmd_audit.c \
	src/cli/classified.c src/cli/classified.h \
	src/cli/cmd_check.c \
	src/cli/cmd_classify.c \
	src/cli/cmd_config.c \
	src/cli/cmd_doctor.c \
	src/cli/cmd_explain.c \
	src/cli/cmd_export.c \
	src/cli/cmd_hear.c \
	src/cli/cmd_import.c \
	src/cli/cmd_journal.c \
	src/cli/cmd_keys.c \
	src/cli/cmd_keys_rotate.c \
	src/cli/cmd_lists.c \
	src/cli/cmd_metrics.c \
	src/cli/cmd_objections.c \
	src/cli/cmd_purge.c \
	src/cli/cmd_quarantine.c \
	src/cli/cmd_record.c \
	src/cli/cmd_rectify.c \
	src/cli/cmd_reload.c \
	src/cli/cmd_release.c \
	src/cli/cmd_requests.c \
	src/cli/cmd_setup.c \
	src/cli/cmd_simulate.c \
	src/cli/cmd_report.c \
	src/cli/command.h \
	src/cli/commands.c src/cli/commands.h \
	src/cli/held.c src/cli/held.h \
	src/cli/held_choice.c src/cli/held_choice.h \
	src/cli/json.c src/cli/json.h \
	src/cli/language.c src/cli/language.h \
	src/cli/mta_held.c src/cli/mta_held.h \
	src/cli/open.c \
	src/cli/options.c \
	src/cli/request.c src/cli/request.h \
	src/cli/outlet.c src/cli/outlet.h \
	src/cli/overview.c src/cli/overview.h \
	src/cli/run.c \
	src/cli/setup_ask.c src/cli/setup_ask.h \
	src/cli/setup_plan.c src/cli/setup_plan.h \
	src/cli/setup_steps.c src/cli/setup_steps.h \
	src/cli/term.c src/cli/term.h \
	src/cli/timeline.c src/cli/timeline.h
if WITH_STAFF
src_cli_libclidoor_a_SOURCES += src/cli/cmd_staff.c
endif

CLI_LIBS = src/cli/libclidoor.a $(SERVICE_LIBS) $(SECRET_LIBS)

dist_man_MANS += src/cli/robinson.1 src/cli/robinson.7 \
	src/cli/robinson-officer.7 src/cli/robinson-postmaster.7 \
	src/cli/robinson-sales.7
bin_PROGRAMS += src/cli/robinson
src_cli_robinson_SOURCES = src/cli/main.c
src_cli_robinson_LDADD = $(CLI_LIBS)
