# SPDX-License-Identifier: BSD-2-Clause
# integration: real peers; needs root. "make check-integration"
INTEGRATION_FILES = \
	tests/integration/behind_expansion.py \
	tests/integration/bench_ends.py \
	tests/integration/chaos.py \
	tests/integration/doctor_postfix.py \
	tests/integration/doctor_sendmail.py \
	tests/integration/documents.py \
	tests/integration/incoming.py \
	tests/integration/incoming_faults.py \
	tests/integration/metrics.py \
	tests/integration/miltertest.py \
	tests/integration/mta_quarantine.py \
	tests/integration/odd_mail.py \
	tests/integration/own_bounces.py \
	tests/integration/packages.py \
	tests/integration/quarantine.py \
	tests/integration/readme.py \
	tests/integration/refusal.py \
	tests/integration/setup.py \
	tests/integration/spellings.py \
	tests/integration/spf_suite.py \
	tests/integration/store_faults.py \
	tests/integration/staff.py \
	tests/integration/staff_officer.py \
	tests/integration/stories_postfix.py \
	tests/integration/stories_sendmail.py \
	tests/integration/submission.py \
	tests/integration/summary.py \
	tests/integration/survival.py \
	tests/integration/unfinished.py \
	tests/integration/unsubscribe.py \
	tests/integration/unsubscribe_apache.py \
	tests/integration/unsubscribe_browser.py \
	tests/integration/unsubscribe_limits.py \
	tests/integration/workbooks.py \
	tests/integration/write_behind.py
INTEGRATION_TESTS += $(INTEGRATION_FILES)
if WITH_PGSQL
INTEGRATION_TESTS += tests/integration/stories_pgsql.py
endif
if WITH_STAFF
INTEGRATION_TESTS += tests/integration/staff_downloads.py \
	tests/integration/staff_login.py \
	tests/integration/staff_metrics.py \
	tests/integration/staff_postfix.py \
	tests/integration/staff_postmaster.py \
	tests/integration/staff_sales.py \
	tests/integration/staff_web.py \
	tests/integration/staff_web_browser.py \
	tests/integration/staff_web_downloads.py \
	tests/integration/staff_web_limits.py \
	tests/integration/staff_web_openid.py \
	tests/integration/staff_web_proxies.py
endif
# What compares times.
INTEGRATION_ALONE += tests/integration/many_connections.py \
	tests/integration/postfix_load.py
if LIBMILTER_IO
INTEGRATION_ALONE += tests/integration/fairness.py
endif
EXTRA_DIST += $(INTEGRATION_FILES) tests/integration/stories_pgsql.py \
	tests/lib/pgserver.py tests/integration/fairness.py \
	tests/integration/staff_downloads.py \
	tests/integration/staff_login.py \
	tests/integration/staff_metrics.py \
	tests/integration/staff_postfix.py \
	tests/integration/staff_postmaster.py \
	tests/integration/staff_sales.py \
	tests/integration/staff_web.py \
	tests/integration/staff_web_browser.py \
	tests/integration/staff_web_downloads.py \
	tests/integration/staff_web_limits.py \
	tests/integration/staff_web_openid.py \
	tests/integration/staff_web_proxies.py \
	tests/integration/many_connections.py \
	tests/integration/postfix_load.py \
	tests/integration/adam.lua \
	tests/integration/chaos_faults.py tests/integration/chaos_mail.py \
	tests/integration/incoming_peers.py \
	tests/integration/nameserver_first.py tests/integration/peers.py \
	tests/integration/browser/axe.js \
	tests/integration/browser/documents.js \
	tests/integration/browser/package.json \
	tests/integration/browser/package-lock.json \
	tests/integration/browser/page.js \
	tests/integration/browser/staff.js
check_PROGRAMS += tests/bench/mload
INTEGRATION_NEEDS += tests/bench/null_milter

# Debian's Sendmail, unpacked once for each build directory.
INTEGRATION_NEEDS += tests/sendmail/unpacked
tests/sendmail/unpacked:
	$(top_srcdir)/contrib/unpack-sendmail tests/sendmail
# RFC 7208's test suite, likewise.
INTEGRATION_NEEDS += tests/spf/rfc7208-tests.yml
tests/spf/rfc7208-tests.yml:
	$(top_srcdir)/contrib/unpack-spf-suite tests/spf
clean-local:
	rm -rf tests/sendmail tests/spf tests/browser book
