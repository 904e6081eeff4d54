# SPDX-License-Identifier: BSD-2-Clause
include tests/lib/local.mk
include tests/unit/base/local.mk
include tests/unit/core/local.mk
include tests/unit/crypto/local.mk
include tests/unit/config/local.mk
include tests/unit/store/local.mk
include tests/unit/mail/local.mk
include tests/unit/inbound/local.mk
include tests/unit/lists/local.mk
include tests/unit/spool/local.mk
include tests/unit/service/local.mk
include tests/unit/milter/local.mk
include tests/unit/http/local.mk
include tests/unit/unsubscribe/local.mk
include tests/unit/workbook/local.mk
include tests/unit/staff/local.mk
include tests/unit/staff/web/local.mk
include tests/unit/cli/local.mk
include tests/scenarios/local.mk
include tests/integration/local.mk
include tests/bench/local.mk
include tests/fuzz/local.mk
include tests/coverage/local.mk
include tests/mutation/local.mk

EXTRA_DIST += tests/landed/README tests/landed/robinson.conf \
	tests/landed/schema-11/keys tests/landed/schema-11/robinson.db \
	tests/landed/schema-11/robinson.db-redo \
	tests/landed/schema-19/keys tests/landed/schema-19/robinson.db \
	tests/landed/schema-19/robinson.db-wal
