/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * contract.h - what every backend of the store must do
 *
 * Shape:   a backend says how to get a place where no store is yet; the suite
 *          makes stores there and asks each verb of store.h
 */
#ifndef ROBINSON_TESTS_CONTRACT_H
#define ROBINSON_TESTS_CONTRACT_H

#include "crypto/keyfile.h"
#include "lib/tempdir.h"
#include "store/store.h"

#define PLACE_URL_SIZE PATH_MAX

struct place {
	char url[PLACE_URL_SIZE];
	struct tempdir dir;
	struct keyfile *keys, *other_keys;
	unsigned number; /* the backend's own */
};

struct contract_backend {
	const char *name;
	/* Fills in place->url; the rest of the place is there already. */
	void (*place_make)(struct place *place);
	void (*place_remove)(struct place *place);
};

/* place_sqlite.c, place_pgsql.c */
extern const struct contract_backend place_sqlite, place_pgsql;
/* Asks the server where places of place_pgsql are; from any thread. */
void place_pgsql_ask(const char *sql);

int contract_run(const struct contract_backend *backend);

/* For tests beyond the contract as well. */
void place_open(struct place *place, const struct contract_backend *backend);
void place_close(struct place *place, const struct contract_backend *backend);
struct store *place_store(
	const struct place *place, const char *instance, bool create);
struct pseudonym key_of(unsigned n);
/* A verdict about key_of(n) for the purpose "followup" at n seconds. */
struct store_record record_of(unsigned n);
/* How many entries the journal has, but for sums; the chain must verify, and
 * the wishes against it. */
uint64_t journal_length(struct store *store);

#endif
