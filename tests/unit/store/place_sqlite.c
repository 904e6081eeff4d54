/* SPDX-License-Identifier: BSD-2-Clause */
#include "contract.h"

static void place_make(struct place *place)
{
	char path[PATH_MAX / 2];

	snprintf(place->url, sizeof(place->url), "sqlite:%s",
		tempdir_path(&place->dir, "store.db", path));
}

static void place_remove(struct place *place)
{
	(void)place; /* its directory goes anyway */
}

const struct contract_backend place_sqlite = {
	"sqlite", place_make, place_remove};
