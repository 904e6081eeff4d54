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
	src/store/sqlite/backend.c \
	src/store/sqlite/clock.c \
	src/store/sqlite/copy.c \
	src/store/sqlite/doubt.c \
	src/store/sqlite/fact.c \
	src/store/sqlite/intake.c \
	src/store/sqlite/held_browse.c \
	src/store/sqlite/held_counts.c \
	src/store/sqlite/held_read.c \
	src/store/sqlite/held_rows.h \
	src/store/sqlite/journal.c \
	src/store/sqlite/open.c \
	src/store/sqlite/outbox.c \
	src/store/sqlite/quarantine.c \
	src/store/sqlite/read.c \
	src/store/sqlite/record.c \
	src/store/sqlite/redo.c \
	src/store/sqlite/rekey.c \
	src/store/sqlite/removal.c \
	src/store/sqlite/restore.c src/store/sqlite/restore.h \
	src/store/sqlite/rights.c \
	src/store/sqlite/row_sums.c \
	src/store/sqlite/rows.c src/store/sqlite/rows.h \
	src/store/sqlite/rows_verify.c \
	src/store/sqlite/sales.c \
	src/store/sqlite/schema.c \
	src/store/sqlite/sealed.c \
	src/store/sqlite/sealing.c \
	src/store/sqlite/spelling.c \
	src/store/sqlite/sqlite.h \
	src/store/sqlite/staff.c \
	src/store/sqlite/staff_job.c \
	src/store/sqlite/staff_login.c \
	src/store/sqlite/staff_rows.h \
	src/store/sqlite/stmt.c \
	src/store/sqlite/takeover.c \
	src/store/sqlite/tally.c \
	src/store/sqlite/turn.c \
	src/store/sqlite/upkeep.c \
	src/store/sqlite/value.c \
	src/store/sqlite/verify.c \
	src/store/sqlite/cursor.c \
	src/store/sqlite/write.c

STORE_LIBS = src/store/libstore.a $(CRYPTO_LIBS) $(SQLITE_LIBS)
