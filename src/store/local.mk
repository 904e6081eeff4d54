# SPDX-License-Identifier: BSD-2-Clause
# store: what the firm still knows. Only this room knows SQL.
noinst_LIBRARIES += src/store/libstore.a
src_store_libstore_a_SOURCES = \
	src/store/backend.h \
	src/store/backup.c src/store/backup.h \
	src/store/doubt.c src/store/doubt.h \
	src/store/encode.c src/store/encode.h \
	src/store/facts.c src/store/facts.h \
	src/store/factsum.c src/store/factsum.h \
	src/store/group.c src/store/group.h \
	src/store/intake.c \
	src/store/journal.h \
	src/store/kind.c \
	src/store/quarantine.c src/store/quarantine.h \
	src/store/names.c src/store/names.h \
	src/store/outbox.c src/store/outbox.h \
	src/store/ref.c \
	src/store/rekey.c src/store/rekey.h \
	src/store/removal.c src/store/removal.h \
	src/store/rights.c src/store/rights.h \
	src/store/sales.h \
	src/store/spelling.c src/store/spelling.h \
	src/store/staff.c src/store/staff.h \
	src/store/store.c src/store/store.h \
	src/store/tally.c src/store/tally.h \
	src/store/verbs.c \
	src/store/verbs_sales.c \
	src/store/sql/backup.c \
	src/store/sql/clock.c \
	src/store/sql/cursor.c \
	src/store/sql/doubt.c \
	src/store/sql/driver.c \
	src/store/sql/fact.c \
	src/store/sql/held_browse.c \
	src/store/sql/held_counts.c \
	src/store/sql/held_read.c \
	src/store/sql/held_rows.h \
	src/store/sql/intake.c \
	src/store/sql/journal.c \
	src/store/sql/outbox.c \
	src/store/sql/quarantine.c \
	src/store/sql/read.c \
	src/store/sql/record.c \
	src/store/sql/rekey.c \
	src/store/sql/removal.c \
	src/store/sql/rights.c \
	src/store/sql/row_sums.c \
	src/store/sql/rows.h \
	src/store/sql/rows_verify.c \
	src/store/sql/sales.c \
	src/store/sql/sealed.c \
	src/store/sql/spelling.c \
	src/store/sql/sql.h \
	src/store/sql/staff.c \
	src/store/sql/staff_job.c \
	src/store/sql/staff_login.c \
	src/store/sql/staff_rows_private.h \
	src/store/sql/tally.c \
	src/store/sql/texts.c \
	src/store/sql/value.c \
	src/store/sql/verify.c \
	src/store/sql/write.c \
	src/store/sqlite/backend.c \
	src/store/sqlite/copy.c \
	src/store/sqlite/open.c \
	src/store/sqlite/peek.c \
	src/store/sqlite/record.c \
	src/store/sqlite/redo.c \
	src/store/sqlite/restore.c \
	src/store/sqlite/restore.h \
	src/store/sqlite/retire.c \
	src/store/sqlite/row_triggers.c \
	src/store/sqlite/row_triggers.h \
	src/store/sqlite/schema.c \
	src/store/sqlite/sealing.c \
	src/store/sqlite/sqlite.h \
	src/store/sqlite/stmt.c \
	src/store/sqlite/takeover.c \
	src/store/sqlite/transaction.c \
	src/store/sqlite/turn.c \
	src/store/sqlite/upkeep.c

if WITH_PGSQL
src_store_libstore_a_SOURCES += \
	src/store/pgsql/backend.c \
	src/store/pgsql/connect.c \
	src/store/pgsql/elsewhere.c \
	src/store/pgsql/pgsql_private.h \
	src/store/pgsql/probe.c \
	src/store/pgsql/record.c \
	src/store/pgsql/retire.c \
	src/store/pgsql/row_changes.c \
	src/store/pgsql/schema.c \
	src/store/pgsql/stmt.c \
	src/store/pgsql/texts.c \
	src/store/pgsql/transaction.c
endif

STORE_LIBS = src/store/libstore.a $(CRYPTO_LIBS) $(SQLITE_LIBS) $(PGSQL_LIBS)
