/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * null_milter - a filter that does nothing: libmilter's own price
 *
 * usage: null_milter SOCKET PROTOCOL
 *
 * PROTOCOL is the number of the protocol flags that the filter beside which
 * this one is measured has negotiated; this one asks for the same steps and
 * answers "continue" to each that wants an answer.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <libmilter/mfapi.h>
#include <libmilter/mfdef.h>

/* Set once before libmilter starts its threads. */
static unsigned long wanted_steps;

static sfsistat answer(unsigned long no_reply)
{
	return wanted_steps & no_reply ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat null_negotiate(SMFICTX *ctx, unsigned long actions,
	unsigned long steps, unsigned long f2, unsigned long f3,
	unsigned long *actions_r, unsigned long *steps_r, unsigned long *f2_r,
	unsigned long *f3_r)
{
	(void)ctx, (void)f2, (void)f3;
	*actions_r =
		actions & (SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE);
	*steps_r = steps & wanted_steps;
	*f2_r = *f3_r = 0;
	return SMFIS_CONTINUE;
}

static sfsistat null_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *address)
{
	(void)ctx, (void)host, (void)address;
	return answer(SMFIP_NR_CONN);
}

static sfsistat null_helo(SMFICTX *ctx, char *name)
{
	(void)ctx, (void)name;
	return answer(SMFIP_NR_HELO);
}

static sfsistat null_mail(SMFICTX *ctx, char **argv)
{
	(void)ctx, (void)argv;
	return answer(SMFIP_NR_MAIL);
}

static sfsistat null_rcpt(SMFICTX *ctx, char **argv)
{
	(void)ctx, (void)argv;
	return answer(SMFIP_NR_RCPT);
}

static sfsistat null_data(SMFICTX *ctx)
{
	(void)ctx;
	return answer(SMFIP_NR_DATA);
}

static sfsistat null_header(SMFICTX *ctx, char *name, char *value)
{
	(void)ctx, (void)name, (void)value;
	return answer(SMFIP_NR_HDR);
}

static sfsistat null_eoh(SMFICTX *ctx)
{
	(void)ctx;
	return answer(SMFIP_NR_EOH);
}

static sfsistat null_body(SMFICTX *ctx, unsigned char *chunk, size_t len)
{
	(void)ctx, (void)chunk, (void)len;
	return answer(SMFIP_NR_BODY);
}

static sfsistat null_eom(SMFICTX *ctx)
{
	(void)ctx;
	return SMFIS_CONTINUE;
}

static bool register_filter(void)
{
	struct smfiDesc filter = {
		.xxfi_name = (char *)(uintptr_t) "null",
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE,
		.xxfi_connect = null_connect,
		.xxfi_helo = null_helo,
		.xxfi_envfrom = null_mail,
		.xxfi_envrcpt = null_rcpt,
		.xxfi_data = null_data,
		.xxfi_header = null_header,
		.xxfi_eoh = null_eoh,
		.xxfi_body = null_body,
		.xxfi_eom = null_eom,
		.xxfi_negotiate = null_negotiate,
	};

	return smfi_register(filter) == MI_SUCCESS;
}

int main(int argc, char **argv)
{
	char *end;

	if (argc != 3) {
		fprintf(stderr, "usage: null_milter SOCKET PROTOCOL\n");
		return 64;
	}
	errno = 0;
	wanted_steps = strtoul(argv[2], &end, 0);
	if (errno || *end) {
		fprintf(stderr, "null_milter: %s is no number\n", argv[2]);
		return 64;
	}
	if (smfi_setconn(argv[1]) != MI_SUCCESS || !register_filter()) {
		fprintf(stderr, "null_milter: %s cannot be had\n", argv[1]);
		return 69;
	}
	return smfi_main() == MI_SUCCESS ? 0 : 70;
}
