# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += contrib/build-deb contrib/check contrib/install-packages \
	contrib/lint contrib/lint-rooms contrib/packages contrib/quickstart \
	contrib/unpack-sendmail contrib/unpack-spf-suite
EXTRA_DIST += contrib/debian/control \
	contrib/debian/copyright \
	contrib/debian/robinson-staff.install \
	contrib/debian/robinson-staff.lintian-overrides \
	contrib/debian/robinson-staff.prerm \
	contrib/debian/robinson-unsubscribe.install \
	contrib/debian/robinson-unsubscribe.lintian-overrides \
	contrib/debian/robinson-unsubscribe.postrm \
	contrib/debian/robinson-unsubscribe.prerm \
	contrib/debian/robinson.dirs \
	contrib/debian/robinson.install \
	contrib/debian/robinson.lintian-overrides \
	contrib/debian/robinson.postrm contrib/debian/robinson.prerm \
	contrib/debian/rules \
	contrib/debian/source/format \
	contrib/rpm/robinson.spec \
	contrib/rpm/rpmlintrc
EXTRA_DIST += contrib/apache/robinson-unsubscribe.conf \
	contrib/apache/robinson-staff.conf contrib/nginx/robinson-staff.conf \
	contrib/nginx/robinson-unsubscribe.conf

# Units, users and directories, with the paths that were configured; what every
# service forbids itself stands in "sandbox".
SYSTEMD_UNITS = contrib/systemd/robinson-milter.service \
	contrib/systemd/robinson-backup.service \
	contrib/systemd/robinson-backup.timer \
	contrib/systemd/robinson-digest.service \
	contrib/systemd/robinson-digest.timer \
	contrib/systemd/robinson-journal-trim.service \
	contrib/systemd/robinson-journal-trim.timer \
	contrib/systemd/robinson-lists.service \
	contrib/systemd/robinson-lists.timer \
	contrib/systemd/robinson-metrics.service \
	contrib/systemd/robinson-metrics.timer \
	contrib/systemd/robinson-purge.service \
	contrib/systemd/robinson-purge.timer \
	contrib/systemd/robinson-summary.service \
	contrib/systemd/robinson-summary.timer
SYSTEMD_PAGE = contrib/systemd/robinson-unsubscribe.service
SYSTEMD_STAFF = contrib/systemd/robinson-staff.service
SYSTEMD_OTHER = contrib/systemd/sysusers.conf contrib/systemd/tmpfiles.conf
SYSTEMD_MADE = $(SYSTEMD_UNITS) $(SYSTEMD_PAGE) $(SYSTEMD_STAFF) \
	$(SYSTEMD_OTHER)
EXTRA_DIST += contrib/systemd/sandbox \
	contrib/systemd/robinson-milter.service.in \
	contrib/systemd/robinson-backup.service.in \
	contrib/systemd/robinson-backup.timer.in \
	contrib/systemd/robinson-digest.service.in \
	contrib/systemd/robinson-digest.timer.in \
	contrib/systemd/robinson-journal-trim.service.in \
	contrib/systemd/robinson-journal-trim.timer.in \
	contrib/systemd/robinson-lists.service.in \
	contrib/systemd/robinson-lists.timer.in \
	contrib/systemd/robinson-metrics.service.in \
	contrib/systemd/robinson-metrics.timer.in \
	contrib/systemd/robinson-purge.service.in \
	contrib/systemd/robinson-purge.timer.in \
	contrib/systemd/robinson-staff.service.in \
	contrib/systemd/robinson-summary.service.in \
	contrib/systemd/robinson-summary.timer.in \
	contrib/systemd/robinson-unsubscribe.service.in \
	contrib/systemd/sysusers.conf.in contrib/systemd/tmpfiles.conf.in
CLEANFILES += $(SYSTEMD_MADE)
$(SYSTEMD_MADE): %: %.in $(srcdir)/contrib/systemd/sandbox Makefile
	$(AM_V_GEN)$(MKDIR_P) contrib/systemd && \
	sed -e '/^@sandbox[@]$$/{' -e 'r $(srcdir)/contrib/systemd/sandbox' \
		-e 'd' -e '}' \
		-e 's|@bindir[@]|$(bindir)|g' -e 's|@sbindir[@]|$(sbindir)|g' \
		-e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		-e 's|@localstatedir[@]|$(localstatedir)|g' \
		$(srcdir)/$@.in >$@.new && mv $@.new $@
if WITH_SYSTEMD
systemdsystemunitdir = $(prefix)/lib/systemd/system
nodist_systemdsystemunit_DATA = $(SYSTEMD_UNITS)
if WITH_UNSUBSCRIBE
nodist_systemdsystemunit_DATA += $(SYSTEMD_PAGE)
endif
if WITH_STAFF
nodist_systemdsystemunit_DATA += $(SYSTEMD_STAFF)
endif
noinst_DATA = $(SYSTEMD_OTHER)
install-data-hook: install-systemd
uninstall-hook: uninstall-systemd
install-systemd: $(SYSTEMD_OTHER)
	$(MKDIR_P) '$(DESTDIR)$(prefix)/lib/sysusers.d' \
		'$(DESTDIR)$(prefix)/lib/tmpfiles.d'
	$(INSTALL_DATA) contrib/systemd/sysusers.conf \
		'$(DESTDIR)$(prefix)/lib/sysusers.d/robinson.conf'
	$(INSTALL_DATA) contrib/systemd/tmpfiles.conf \
		'$(DESTDIR)$(prefix)/lib/tmpfiles.d/robinson.conf'
uninstall-systemd:
	rm -f '$(DESTDIR)$(prefix)/lib/sysusers.d/robinson.conf' \
		'$(DESTDIR)$(prefix)/lib/tmpfiles.d/robinson.conf'

endif
EXTRA_DIST += contrib/lint-headers
EXTRA_DIST += contrib/book/bind contrib/book/figures \
	contrib/book/style.css
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = contrib/bash-completion/robinson
EXTRA_DIST += contrib/postfix/README contrib/postfix/main.cf \
	contrib/postfix/master.cf contrib/postfix/behind-expansion \
	contrib/sendmail/README contrib/sendmail/robinson.mc \
	contrib/sendmail/reports.mc

# Of the metrics: what Prometheus and Grafana are given.
examplesdir = $(docdir)/examples
dist_examples_DATA = contrib/grafana/robinson.json \
	contrib/prometheus/robinson.rules.yml \
	contrib/prometheus/robinson.test.yml
