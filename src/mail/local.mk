# SPDX-License-Identifier: BSD-2-Clause
# mail: what an outgoing message is: envelope, headers, purpose.
noinst_LIBRARIES += src/mail/libmail.a
src_mail_libmail_a_SOURCES =

MAIL_LIBS = src/mail/libmail.a $(CONFIG_LIBS) $(GMIME_LIBS)
