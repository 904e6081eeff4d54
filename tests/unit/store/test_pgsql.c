/* SPDX-License-Identifier: BSD-2-Clause */
/* PostgreSQL keeps the store's contract. */
#include "contract.h"

int main(void)
{
	return contract_run(&place_pgsql);
}
