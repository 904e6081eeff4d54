# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += contrib/check contrib/install-packages contrib/lint \
	contrib/lint-rooms \
	contrib/packages contrib/quickstart contrib/unpack-sendmail \
	contrib/unpack-spf-suite
EXTRA_DIST += contrib/apache/robinson-unsubscribe.conf \
	contrib/nginx/robinson-unsubscribe.conf

# Units, users and directories, with the paths that were configured.
SYSTEMD_MADE = contrib/systemd/robinson-milter.service \
	contrib/systemd/robinson-purge.service \
	contrib/systemd/robinson-unsubscribe.service \
	contrib/systemd/sysusers.conf contrib/systemd/tmpfiles.conf
EXTRA_DIST += contrib/systemd/robinson-milter.service.in \
	contrib/systemd/robinson-purge.service.in \
	contrib/systemd/robinson-unsubscribe.service.in \
	contrib/systemd/robinson-purge.timer \
	contrib/systemd/sysusers.conf.in contrib/systemd/tmpfiles.conf.in
CLEANFILES += $(SYSTEMD_MADE)
$(SYSTEMD_MADE): %: %.in Makefile
	$(AM_V_GEN)$(MKDIR_P) contrib/systemd && \
	sed -e 's|@bindir[@]|$(bindir)|g' -e 's|@sbindir[@]|$(sbindir)|g' \
		-e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		-e 's|@localstatedir[@]|$(localstatedir)|g' \
		$(srcdir)/$@.in >$@.new && mv $@.new $@
if WITH_SYSTEMD
systemdsystemunitdir = $(prefix)/lib/systemd/system
nodist_systemdsystemunit_DATA = contrib/systemd/robinson-milter.service \
	contrib/systemd/robinson-purge.service
dist_systemdsystemunit_DATA = contrib/systemd/robinson-purge.timer
if WITH_UNSUBSCRIBE
nodist_systemdsystemunit_DATA += contrib/systemd/robinson-unsubscribe.service
endif
noinst_DATA = contrib/systemd/sysusers.conf contrib/systemd/tmpfiles.conf
install-data-hook: install-systemd
uninstall-hook: uninstall-systemd
install-systemd: contrib/systemd/sysusers.conf contrib/systemd/tmpfiles.conf
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
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = contrib/bash-completion/robinson
EXTRA_DIST += contrib/postfix/README contrib/postfix/main.cf \
	contrib/postfix/master.cf contrib/postfix/behind-expansion \
	contrib/sendmail/README contrib/sendmail/robinson.mc
