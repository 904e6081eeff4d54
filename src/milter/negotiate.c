/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/negotiate.h"

struct negotiated negotiate_steps(unsigned long actions, unsigned long protocol,
	const struct negotiate_wish *wish)
{
	unsigned long wanted = SMFIP_NOUNKNOWN;

	wanted |= wish->wants_body ? SMFIP_SKIP : SMFIP_NOBODY;
	if (wish->is_local)
		wanted |= SMFIP_NODATA | SMFIP_NOEOH | SMFIP_NR_CONN |
			SMFIP_NR_HDR | (wish->wants_helo ? SMFIP_NR_HELO : 0);
	if (!wish->wants_helo)
		wanted |= SMFIP_NOHELO;
	/* {client_addr} is told at MAIL to whoever asks for it. */
	if (!wish->wants_client && (actions & SMFIF_SETSYMLIST))
		wanted |= SMFIP_NOCONNECT;
	return (struct negotiated){
		.actions = actions &
			(SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE |
				SMFIF_DELRCPT | SMFIF_SETSYMLIST),
		.protocol = protocol & wanted,
	};
}

int negotiate_macros(SMFICTX *ctx)
{
	/* libmilter takes a char * and copies what it points to. */
	static const struct {
		int stage;
		char names[96];
	} lists[] = {
		{SMFIM_CONNECT, "j"},
		{SMFIM_ENVFROM,
			"j i {auth_authen} {client_addr} {daemon_name} "
			"{daemon_port} {mail_addr}"},
		{SMFIM_ENVRCPT, "i {rcpt_mailer} {rcpt_addr}"},
		{SMFIM_EOM, "i"},
	};

	for (size_t n = 0; n < sizeof(lists) / sizeof(*lists); n++) {
		char names[sizeof(lists[n].names)];

		for (size_t i = 0; i < sizeof(names); i++)
			names[i] = lists[n].names[i];
		if (smfi_setsymlist(ctx, lists[n].stage, names) != MI_SUCCESS)
			return -1;
	}
	return 0;
}
