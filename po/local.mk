# SPDX-License-Identifier: BSD-2-Clause
# po: the public page in other languages. "make update-po" after a text was
# changed; a test says so where it was forgotten.
PO_LANGUAGES = pl
EXTRA_DIST += po/POTFILES po/pl.po

if WITH_UNSUBSCRIBE
all-local: po/pl/LC_MESSAGES/robinson.mo
po/pl/LC_MESSAGES/robinson.mo: $(top_srcdir)/po/pl.po
	$(AM_V_GEN)$(MKDIR_P) po/pl/LC_MESSAGES && \
	$(MSGFMT) --check -o $@ $(top_srcdir)/po/pl.po

install-data-local: po/pl/LC_MESSAGES/robinson.mo
	$(MKDIR_P) '$(DESTDIR)$(localedir)/pl/LC_MESSAGES'
	$(INSTALL_DATA) po/pl/LC_MESSAGES/robinson.mo \
		'$(DESTDIR)$(localedir)/pl/LC_MESSAGES/robinson.mo'
uninstall-local:
	rm -f '$(DESTDIR)$(localedir)/pl/LC_MESSAGES/robinson.mo'
CLEANFILES += po/pl/LC_MESSAGES/robinson.mo po/robinson.pot
endif

XGETTEXT_FLAGS = --language=C --from-code=UTF-8 --keyword=N_ --keyword=tr:2 \
	--package-name=robinson --no-location --sort-output
po/robinson.pot: $(top_srcdir)/src/unsubscribe/page.c
	$(AM_V_GEN)$(MKDIR_P) po && cd $(top_srcdir) && \
	xgettext $(XGETTEXT_FLAGS) --files-from=po/POTFILES \
		-o '$(abs_top_builddir)/$@'

update-po: po/robinson.pot
	msgmerge --update --backup=off --no-wrap --sort-output \
		$(top_srcdir)/po/pl.po po/robinson.pot

.PHONY: update-po
