# SPDX-License-Identifier: BSD-2-Clause
AM_CPPFLAGS += -I$(top_srcdir)/tests
EXTRA_DIST += tests/lib/random.h tests/lib/rows.h
EXTRA_DIST += tests/lib/keys.h tests/lib/memory.h tests/lib/no_memory.h \
	tests/lib/tempdir.h tests/lib/variables.h
EXTRA_DIST += tests/lib/settings_text.h

# Of a test that lets allocations fail (no_memory.h).
NO_MEMORY_LDFLAGS = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc \
	-Wl,--wrap=strdup

EXTRA_DIST += tests/lib/base.conf tests/lib/browser.py tests/lib/campaign.py \
	tests/lib/heldmail.py tests/lib/house.py tests/lib/installation.py tests/lib/leftovers.py \
	tests/lib/machine.py \
	tests/lib/milterclient.py \
	tests/lib/mta.py tests/lib/mta_postfix.py tests/lib/nameserver.py \
	tests/lib/mta_sendmail.py tests/lib/page.py tests/lib/pgserver.py tests/lib/postfix.py \
	tests/lib/postlog.py tests/lib/prometheus.py tests/lib/reader.py \
	tests/lib/sendmail.py tests/lib/smtp.py tests/lib/staff_matrix.py \
	tests/lib/staff_rows_held.py \
	tests/lib/staff_rows_login.py tests/lib/staff_rows_officer.py \
	tests/lib/staff_rows_sales.py tests/lib/staff_rows_staff.py \
	tests/lib/staff_answers_officer.json tests/lib/staff_forms.py \
	tests/lib/staffroom.py \
	tests/lib/tap.py tests/lib/workbook.py

# The programs with a clock that tests set; nothing else differs.
check_PROGRAMS += tests/robinson-milter-clock tests/robinson-clock
tests_robinson_milter_clock_SOURCES = tests/lib/main_milter.c \
	tests/lib/test_clock.c tests/lib/test_clock.h
tests_robinson_milter_clock_LDADD = $(MILTERDOOR_LIBS)
# The same daemon where libmilter is left alone, and where sessions are not
# handed out one by one: what the daemon is compared with.
if LIBMILTER_IO
check_PROGRAMS += tests/robinson-milter-alone tests/robinson-milter-no-turns
endif
tests_robinson_milter_alone_SOURCES = $(tests_robinson_milter_clock_SOURCES)
tests_robinson_milter_alone_LDADD = $(MILTERDOOR_ALONE_LIBS)
tests_robinson_milter_no_turns_SOURCES = tests/lib/no_turns.c \
	$(tests_robinson_milter_clock_SOURCES)
tests_robinson_milter_no_turns_LDADD = $(MILTERDOOR_LIBS)
tests_robinson_clock_SOURCES = tests/lib/main_cli.c \
	tests/lib/test_clock.c tests/lib/test_clock.h
tests_robinson_clock_LDADD = $(CLI_LIBS)

# Puts on record what a mail says, without the mail.
check_PROGRAMS += tests/hear
tests_hear_SOURCES = tests/lib/main_hear.c tests/lib/test_clock.c \
	tests/lib/test_clock.h
tests_hear_LDADD = $(SERVICE_LIBS)

# A person with a long journal.
check_PROGRAMS += tests/journal-of
tests_journal_of_SOURCES = tests/lib/main_journal.c tests/lib/test_clock.c \
	tests/lib/test_clock.h
tests_journal_of_LDADD = $(SERVICE_LIBS)

if WITH_STAFF
# The staff pages with such a clock, and their desk process alone.
check_PROGRAMS += tests/robinson-staff-clock tests/staff-desk
tests_robinson_staff_clock_SOURCES = tests/lib/main_staff.c \
	tests/lib/test_clock.c tests/lib/test_clock.h
tests_robinson_staff_clock_LDADD = $(STAFF_LIBS)
tests_staff_desk_SOURCES = tests/lib/main_desk.c tests/lib/test_clock.c \
	tests/lib/test_clock.h
tests_staff_desk_LDADD = $(DESK_LIBS)
endif

# Lists Robinson's own quarantine, for tests that count what lies there.
check_PROGRAMS += tests/held
tests_held_SOURCES = tests/lib/main_held.c
tests_held_LDADD = $(SERVICE_LIBS)

# Prints the curve of silence for comparison with R.
check_PROGRAMS += tests/survival
tests_survival_SOURCES = tests/lib/main_survival.c
tests_survival_LDADD = $(CORE_LIBS)

# A helper for incoming mail that misbehaves when it is asked to.
check_PROGRAMS += tests/reader
tests_reader_SOURCES = tests/lib/main_reader.c
tests_reader_LDADD = $(INBOUNDWIRE_LIBS)

# The web process of robinson-staff, for tests that are its desk.
if WITH_STAFF
check_PROGRAMS += tests/staff-web
tests_staff_web_SOURCES = tests/lib/main_staff_web.c
tests_staff_web_LDADD = $(STAFF_WEB_LIBS)
endif
EXTRA_DIST += tests/lib/staff_answers.py tests/lib/staffweb.py
