# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += contrib/check contrib/install-packages contrib/lint \
	contrib/packages contrib/quickstart contrib/unpack-sendmail \
	contrib/unpack-spf-suite
EXTRA_DIST += contrib/systemd/robinson-milter.service \
	contrib/systemd/robinson-unsubscribe.service \
	contrib/apache/robinson-unsubscribe.conf \
	contrib/nginx/robinson-unsubscribe.conf \
	contrib/systemd/robinson-purge.service \
	contrib/systemd/robinson-purge.timer
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = contrib/bash-completion/robinson
EXTRA_DIST += contrib/postfix/README contrib/postfix/main.cf \
	contrib/postfix/master.cf contrib/postfix/behind-expansion \
	contrib/sendmail/README contrib/sendmail/robinson.mc
