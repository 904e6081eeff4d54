/* SPDX-License-Identifier: BSD-2-Clause */
/* SQLite keeps the store's contract. */
#include "contract.h"

int main(void)
{
	return contract_run(&place_sqlite);
}
