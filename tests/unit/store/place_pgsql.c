/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server of our own at a socket in a directory of its own, started with the
 * first place and ended with the program. It does not sync: what a crash of the
 * machine leaves is the server's matter.
 */
#include <dirent.h>
#include <glob.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "contract.h"
#include "lib/rows.h"

#define DIRECTORY_SIZE 64
#define START_TRIES 300
#define START_WAIT_US 100000

static struct {
	char directory[DIRECTORY_SIZE]; /* "": not started */
	char bin[PATH_MAX];
	pid_t pid;
	pid_t owner; /* who ends it */
	unsigned places;
} server;

static void find_programs(void)
{
	glob_t found;

	if (glob("/usr/lib/postgresql/*/bin/postgres", 0, NULL, &found))
		fail_msg("no PostgreSQL server (Debian: postgresql)");
	snprintf(server.bin, sizeof(server.bin), "%.*s",
		(int)(strrchr(found.gl_pathv[found.gl_pathc - 1], '/') -
			found.gl_pathv[found.gl_pathc - 1]),
		found.gl_pathv[found.gl_pathc - 1]);
	globfree(&found);
}

/* The server refuses to be root's. */
static void become(const struct passwd *user)
{
	if (geteuid() == 0 &&
		(setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
		_exit(126);
	prctl(PR_SET_PDEATHSIG, SIGQUIT);
}

static pid_t run(const struct passwd *user, const char *name,
	const char *const *arguments)
{
	char program[PATH_MAX + 16], *argv[32] = {program};
	char log[DIRECTORY_SIZE + 8];
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	become(user);
	snprintf(program, sizeof(program), "%s/%s", server.bin, name);
	for (size_t i = 0; arguments[i]; i++)
		argv[i + 1] = strdup(arguments[i]);
	snprintf(log, sizeof(log), "%s/log", server.directory);
	if (!freopen(log, "a", stdout) ||
		dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
		_exit(126);
	execv(program, argv);
	_exit(127);
}

static void end_server(void)
{
	char command[DIRECTORY_SIZE + 16];

	if (!server.directory[0] || getpid() != server.owner)
		return;
	if (server.pid > 0) {
		kill(server.pid, SIGQUIT);
		waitpid(server.pid, NULL, 0);
	}
	snprintf(command, sizeof(command), "rm -rf '%s'", server.directory);
	if (system(command) != 0)
		print_error("%s cannot be removed\n", server.directory);
	server.directory[0] = '\0';
}

static PGconn *connect_to(const char *database)
{
	char conninfo[DIRECTORY_SIZE + 128];

	snprintf(conninfo, sizeof(conninfo),
		"host=%s dbname=%s user=robinson connect_timeout=10",
		server.directory, database);
	return PQconnectdb(conninfo);
}

static void wait_for_server(void)
{
	for (int i = 0; i < START_TRIES; i++) {
		PGconn *conn = connect_to("postgres");
		bool is_up = PQstatus(conn) == CONNECTION_OK;

		PQfinish(conn);
		if (is_up)
			return;
		usleep(START_WAIT_US);
	}
	fail_msg("the server does not start: see %s/log", server.directory);
}

static void start_server(void)
{
	const struct passwd *user =
		getpwnam(geteuid() == 0 ? "postgres" : "nobody");
	char data[DIRECTORY_SIZE + 8];
	int status;

	assert_non_null(user);
	find_programs();
	strcpy(server.directory, "/tmp/robinson-pgsql.XXXXXX");
	assert_non_null(mkdtemp(server.directory));
	server.owner = getpid();
	atexit(end_server);
	if (geteuid() == 0)
		assert_int_equal(
			chown(server.directory, user->pw_uid, user->pw_gid), 0);
	snprintf(data, sizeof(data), "%s/data", server.directory);
	assert_int_equal(
		waitpid(run(user, "initdb",
				(const char *const[]){"-D", data, "-U",
					"robinson", "-A", "trust", "--no-sync",
					"-E", "UTF8", "--locale=C", NULL}),
			&status, 0) > 0 &&
				WIFEXITED(status) ?
			WEXITSTATUS(status) :
			-1,
		0);
	server.pid = run(user, "postgres",
		(const char *const[]){"-D", data, "-k", server.directory, "-c",
			"listen_addresses=", "-c", "fsync=off", "-c",
			"full_page_writes=off", "-c", "max_connections=100",
			"-c", "log_min_messages=warning", NULL});
	wait_for_server();
}

void place_pgsql_ask(const char *sql)
{
	PGconn *conn = connect_to("postgres");
	PGresult *result;

	PQclear(PQexec(conn, "SET client_min_messages = warning"));
	result = PQexec(conn, sql);

	if (PQresultStatus(result) != PGRES_COMMAND_OK &&
		PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(conn));
	PQclear(result);
	PQfinish(conn);
}

/* A schema each, which is sooner made than a database. */
static void place_make(struct place *place)
{
	char sql[64];

	if (!server.directory[0])
		start_server();
	place->number = ++server.places;
	snprintf(place->url, sizeof(place->url),
		"postgresql:///postgres?host=%s&user=robinson"
		"&options=-csearch_path%%3Dplace%u",
		server.directory, place->number);
	snprintf(sql, sizeof(sql), "CREATE SCHEMA place%u", place->number);
	place_pgsql_ask(sql);
}

static void place_remove(struct place *place)
{
	char sql[96];

	snprintf(
		sql, sizeof(sql), "DROP SCHEMA place%u CASCADE", place->number);
	place_pgsql_ask(sql);
}

const struct contract_backend place_pgsql = {"pgsql", place_make, place_remove};
