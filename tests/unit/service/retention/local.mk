# SPDX-License-Identifier: BSD-2-Clause
SERVICE_TESTS += \
	tests/unit/service/retention/test_ended \
	tests/unit/service/retention/test_erasure_notify \
	tests/unit/service/retention/test_forget \
	tests/unit/service/retention/test_purge \
	tests/unit/service/retention/test_purge_keys \
	tests/unit/service/retention/test_purge_report \
	tests/unit/service/retention/test_retention_memory
tests_unit_service_retention_test_ended_SOURCES = \
	tests/unit/service/retention/test_ended.c
tests_unit_service_retention_test_ended_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_retention_test_erasure_notify_SOURCES = \
	tests/unit/service/retention/test_erasure_notify.c
tests_unit_service_retention_test_erasure_notify_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_retention_test_forget_SOURCES = \
	tests/unit/service/retention/test_forget.c
tests_unit_service_retention_test_forget_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_retention_test_purge_SOURCES = \
	tests/unit/service/retention/test_purge.c
tests_unit_service_retention_test_purge_LDADD = $(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_retention_test_purge_keys_SOURCES = \
	tests/unit/service/retention/test_purge_keys.c
tests_unit_service_retention_test_purge_keys_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_retention_test_purge_report_SOURCES = \
	tests/unit/service/retention/test_purge_report.c
tests_unit_service_retention_test_purge_report_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
tests_unit_service_retention_test_retention_memory_SOURCES = \
	tests/unit/service/retention/test_retention_memory.c
tests_unit_service_retention_test_retention_memory_LDFLAGS = \
	$(AM_LDFLAGS) $(NO_MEMORY_LDFLAGS)
tests_unit_service_retention_test_retention_memory_LDADD = \
	$(SERVICE_LIBS) $(CMOCKA_LIBS)
