# SPDX-License-Identifier: BSD-2-Clause
# po: the pages in other languages. "make update-po" after a text was changed;
# a test says so where it was forgotten.
#
# A number in a text is "%d" or "%lld": what PRId64 makes is another text on
# another machine.
PO_LANGUAGES = pl
EXTRA_DIST += po/POTFILES po/pl.po

all-local: po/pl/LC_MESSAGES/robinson.mo
po/pl/LC_MESSAGES/robinson.mo: $(top_srcdir)/po/pl.po
	$(AM_V_GEN)$(MKDIR_P) po/pl/LC_MESSAGES && \
	$(MSGFMT) --check -o $@ $(top_srcdir)/po/pl.po

# The same as a part of the program.
po/pl_mo.c: po/pl/LC_MESSAGES/robinson.mo $(top_srcdir)/po/local.mk
	$(AM_V_GEN){ echo '#include <stddef.h>' && \
	echo 'extern const unsigned char po_pl_mo[];' && \
	echo 'extern const size_t po_pl_mo_len;' && \
	echo 'const unsigned char po_pl_mo[] = {' && \
	od -A n -t u1 -v po/pl/LC_MESSAGES/robinson.mo | \
		sed 's/[0-9][0-9]*/&,/g' && \
	echo '};' && \
	echo 'const size_t po_pl_mo_len = sizeof(po_pl_mo);'; } >$@.new && \
	mv $@.new $@
CLEANFILES += po/pl/LC_MESSAGES/robinson.mo po/pl_mo.c po/robinson.pot

if WITH_UNSUBSCRIBE
install-data-local: po/pl/LC_MESSAGES/robinson.mo
	$(MKDIR_P) '$(DESTDIR)$(localedir)/pl/LC_MESSAGES'
	$(INSTALL_DATA) po/pl/LC_MESSAGES/robinson.mo \
		'$(DESTDIR)$(localedir)/pl/LC_MESSAGES/robinson.mo'
uninstall-local:
	rm -f '$(DESTDIR)$(localedir)/pl/LC_MESSAGES/robinson.mo'
endif

XGETTEXT_FLAGS = --language=C --from-code=UTF-8 --keyword=N_ \
	--keyword=NP_:1,2 --keyword=tr:2 --keyword=tr_count:2,3 \
	--package-name=robinson --no-location --sort-output
po/robinson.pot: $(top_srcdir)/po/POTFILES
	$(AM_V_GEN)$(MKDIR_P) po && cd $(top_srcdir) && \
	xgettext $(XGETTEXT_FLAGS) --files-from=po/POTFILES \
		-o '$(abs_top_builddir)/$@'

update-po:
	rm -f po/robinson.pot
	$(MAKE) po/robinson.pot
	msgmerge --update --backup=off --no-wrap --sort-output \
		$(top_srcdir)/po/pl.po po/robinson.pot

.PHONY: update-po
